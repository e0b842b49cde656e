"""Variables of the environment, as settings read them."""

import os


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_int(name: str, default: int) -> int:
    return int(env(name) or default)


def env_bool(name: str, default: bool = False) -> bool:
    value = env(name).strip().lower()
    return default if not value else value in {"1", "true", "yes", "on"}


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in env(name, default).split(",") if item.strip()]
