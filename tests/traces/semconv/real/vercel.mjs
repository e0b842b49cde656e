// Drives the Vercel AI SDK over the scenarios: node vercel.mjs STUB_URL DOOR_URL [legacy]
// To be run in a folder in which npm has put ai, @ai-sdk/openai, zod, @opentelemetry/{api,resources,sdk-trace-node,
// otlp-transformer} and, from ai 7 on, @ai-sdk/otel; `record` copies it there.
import { createOpenAI } from '@ai-sdk/openai';
import { trace } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import * as ai from 'ai';
import { z } from 'zod';

const [stubUrl, doorUrl, names] = process.argv.slice(2);
let scenario = '';
const exporter = {
  // OpenTelemetry's own sends chunks of unknown length, which the small server that catches them does not take.
  export: (spans, done) =>
    fetch(doorUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-protobuf', 'x-scenario': scenario },
      body: ProtobufTraceSerializer.serializeRequest(spans),
    }).then(() => done({ code: 0 })),
  shutdown: async () => {},
};
const processor = new BatchSpanProcessor(exporter, { scheduledDelayMillis: 60000 });
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({
    'service.name': 'shop',
    'service.version': '1.4.2',
    'deployment.environment.name': 'test',
  }),
  spanProcessors: [processor],
});
provider.register();
if (ai.registerTelemetry) {
  const otel = await import('@ai-sdk/otel');
  ai.registerTelemetry(names === 'legacy' ? new otel.LegacyOpenTelemetry() : new otel.OpenTelemetry());
}

const openai = createOpenAI({ baseURL: stubUrl, apiKey: 'key' });
const chatModel = (name) => openai.chat(name);
const settings = { isEnabled: true, functionId: 'support', metadata: { sessionId: 's-1', userId: 'u-1' } };
const base = { experimental_telemetry: settings, telemetry: settings, maxRetries: 0 };
const system = "You are a shop's assistant. Be brief.";
const stop = ai.stepCountIs ?? ai.isStepCount;

async function read(stream) {
  for await (const piece of stream.textStream) void piece;
}

const weather = {
  description: 'The weather of a city',
  parameters: z.object({ city: z.string() }),
  inputSchema: z.object({ city: z.string() }),
  execute: async () => 'sunny',
};

const scenarios = {
  chat: () =>
    ai.generateText({
      ...base,
      model: chatModel('gpt-4o-mini'),
      system,
      prompt: 'Where is my order? [[input=100 output=20 text=It_is_on_its_way.]]',
    }),
  chat_cached: () =>
    ai.generateText({
      ...base,
      model: chatModel('gpt-5-mini'),
      system,
      prompt: 'And the other one? [[input=2006 cached=1920 output=300 reasoning=120 text=Delivered.]]',
    }),
  chat_stream: () =>
    read(
      ai.streamText({
        ...base,
        model: chatModel('gpt-4o-mini'),
        prompt: 'Tell me more. [[input=40 cached=32 output=12 reasoning=4 first_ms=80 text=A_b_c_d_e_f_g_h.]]',
      }),
    ),
  chat_length: () =>
    ai.generateText({
      ...base,
      model: chatModel('gpt-4o-mini'),
      prompt: 'Go on for ever. [[input=10 output=64 finish=length]]',
      maxOutputTokens: 64,
      maxTokens: 64,
    }),
  tool_loop: () =>
    trace.getTracer('shop').startActiveSpan('answer', async (span) => {
      await ai.generateText({
        ...base,
        model: chatModel('gpt-4o-mini'),
        prompt: 'Weather in Rome? [[input=60 output=15]]',
        tools: { weather },
        maxSteps: 3,
        stopWhen: stop?.(3),
      });
      span.end();
    }),
  embeddings: () =>
    ai.embedMany({
      ...base,
      model: (openai.embeddingModel ?? openai.embedding)('text-embedding-3-small'),
      values: ['first text [[input=25]]', 'second'],
    }),
  responses: () =>
    ai.generateText({
      ...base,
      model: openai.responses('gpt-5-mini'),
      system: 'Be brief.',
      prompt: 'Summarise. [[input=2006 cached=1920 output=300 reasoning=120 text=In_short.]]',
    }),
  responses_stream: () =>
    read(
      ai.streamText({
        ...base,
        model: openai.responses('gpt-5-mini'),
        prompt: 'Summarise. [[input=50 cached=20 output=30 reasoning=10 first_ms=80 text=In_short.]]',
      }),
    ),
  error_429: () =>
    ai
      .generateText({ ...base, model: chatModel('gpt-4o-mini'), prompt: 'Too much [[error=429]]' })
      .catch((error) => error),
};

for (const [name, run] of Object.entries(scenarios)) {
  scenario = name;
  try {
    await run();
  } catch (error) {
    process.stderr.write(`${name}: ${error}\n`);
  }
  await processor.forceFlush();
}
