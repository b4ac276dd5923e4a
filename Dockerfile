# Pilar alone: one static binary, no shell, no root. docker-compose.yml says how it runs; docs/operasi.md how it is kept.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /out/pilar ./cmd/pilar
# What scratch lacks: the folder of the key, which a new volume takes its owner from, and a place for uploads under way.
RUN mkdir -p /out/root/data /out/root/tmp && chmod 0700 /out/root/data && chmod 1777 /out/root/tmp

FROM scratch
COPY --from=build --chown=65532:65532 /out/root/ /
COPY --from=build /out/pilar /pilar
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["/pilar", "health"]
ENTRYPOINT ["/pilar"]
CMD ["serve"]
