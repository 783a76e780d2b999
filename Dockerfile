# First stage: the wheel, and the wheels of what it needs.
FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY mockserver mockserver
COPY scenarios scenarios
COPY fixtures fixtures
RUN pip wheel --no-cache-dir --wheel-dir /wheels ".[tls]"

# Second stage: only what runs. Nothing is downloaded here or at start.
FROM python:3.11-slim
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir --no-index --find-links /wheels "mockserver[tls]" \
    && rm -r /wheels \
    && useradd --uid 10001 --no-create-home mockserver \
    && mkdir /scenarios /tls \
    && chown 10001 /tls
ENV MOCKSERVER_HOST=0.0.0.0 MOCKSERVER_PORT=8080 MOCKSERVER_SCENARIOS=/scenarios
USER 10001
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --start-interval=500ms CMD ["mockserver", "healthcheck"]
ENTRYPOINT ["mockserver"]
CMD ["serve"]
