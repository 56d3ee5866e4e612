# The image of web, worker, beat and setup. Only docker-compose.yml says which of them it is.
FROM python:3.12-slim AS packages
COPY requirements/uv.txt requirements/server.txt /requirements/
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r /requirements/uv.txt \
    && /venv/bin/uv pip sync --no-cache --require-hashes --compile-bytecode --python /venv/bin/python /requirements/server.txt \
    && /venv/bin/pip uninstall --yes uv

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=backend.project.settings
RUN useradd --uid 10001 --create-home familievriend \
    && install -d -o familievriend -g familievriend /var/lib/familievriend /var/cache/familievriend
COPY --from=packages /venv /venv
WORKDIR /app
COPY manage.py ./
COPY backend backend
COPY matching matching
COPY notifications notifications
# The values are for this command alone: nothing listens there, and nothing is kept.
RUN export DJANGO_SECRET_KEY=build DATABASE_URL=postgresql://nobody@127.0.0.1:9/none \
        REDIS_URL=redis://127.0.0.1:9/0 MAIL_URL=folder:///tmp \
    && python manage.py compile_texts
USER familievriend
EXPOSE 8000
