# The hub of headquarters as an image: docker build -f deploy/hub.Dockerfile -t chargeyard-hub .
# Secrets come by environment: HUB_STORE, HUB_BROKER; figures on port 9464.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN npm ci && npm run gen:ocpp && npm run build && npm prune --omit=dev --omit=optional

FROM node:24-bookworm-slim
WORKDIR /opt/chargeyard
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/out/main ./out/main
USER node
ENV NODE_ENV=production HUB_METRICS=0.0.0.0:9464
EXPOSE 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9464/health').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "out/main/hub-cli.js"]
CMD ["run", "--shared"]
