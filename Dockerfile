# One image for web, worker and commands; compose.yaml says how they run together.
FROM python:3.11-slim-bookworm
ENV UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=2 \
    PATH=/app/.venv/bin:$PATH AIOPS_HOME=/var/lib/aiops AIOPS_HOST=0.0.0.0
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-cache
COPY . .
RUN python -m compileall -q aiops traces costs workflows \
    && useradd --system --uid 10001 --home-dir /var/lib/aiops --create-home aiops
USER aiops
EXPOSE 8000
CMD ["python", "manage.py", "web"]
