"""What is asked in every framework, and what is then true: the stub's directives say how much each call uses."""

SYSTEM = "You are a shop's assistant. Be brief."
CHAT = "Where is my order? [[input=100 output=20 text=It_is_on_its_way.]]"
CACHED = "And the other one? [[input=2006 cached=1920 output=300 reasoning=120 text=Delivered.]]"
WRITTEN = "And mine? [[input=2006 cached=1000 cache_write=500 output=30 text=Soon.]]"
STREAM = "Tell me more. [[input=40 cached=32 output=12 reasoning=4 first_ms=80 text=A_b_c_d_e_f_g_h.]]"
LENGTH = "Go on for ever. [[input=10 output=64 finish=length]]"
TOOL_LOOP = "Weather in Rome? [[input=60 output=15]]"
EMBEDDINGS = ["first text [[input=25]]", "second"]
REFUSED = "Too much [[error=429]]"
LOOK_UP = "Where is order A-1? [[input=80 output=10 text=Lost.]]"

MODEL = "gpt-4o-mini"
THINKS = "gpt-5-mini"
EMBEDS = "text-embedding-3-small"
RESOURCE = {"service.name": "shop", "service.version": "1.4.2", "deployment.environment.name": "test"}
