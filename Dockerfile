# Laurel for production: built in one stage, run in another without build tools, as a user who is not root.
FROM node:24.11.1-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY scripts ./scripts
COPY src ./src
COPY views ./views
COPY config ./config
COPY docs ./docs
COPY public ./public
RUN npm run build && npm prune --omit=dev
# Fonts for names and titles in Chinese, Japanese and Korean, 59 MB: docker build --build-arg CJK_FONTS=yes
ARG CJK_FONTS=no
COPY fonts ./fonts
RUN if [ "$CJK_FONTS" = yes ]; then npm run fonts:cjk; fi

FROM node:24.11.1-bookworm-slim
ENV NODE_ENV=production PORT=3000 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/public ./public
COPY --from=build /app/fonts ./fonts
COPY scripts/laurel.mjs ./scripts/laurel.mjs
COPY config ./config
COPY docs ./docs
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=32", "dist/main.js"]
