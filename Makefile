GO    ?= go
TOOL  := $(GO) tool -modfile=tools.mod
GOOWN := $(shell git ls-files --cached --others --exclude-standard '*.go' 2>/dev/null | grep -v _templ.go)

.PHONY: help run build test check lint generate migrate bench docs

help: ## Show what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: build ## Serve with made-up people on http://127.0.0.1:8080, on a private PostgreSQL
	@exec bin/pilar serve --demo

build: ## Build bin/pilar
	$(GO) build -o bin/pilar ./cmd/pilar

test: ## Run every test, those against a real PostgreSQL and in a real browser included
	$(GO) run ./cmd/withpg $(GO) test $(TESTFLAGS) ./...

check: lint ## What CI runs: lint, and every test under the race detector in random order
	$(MAKE) test TESTFLAGS="-race -shuffle=on"

lint: ## gofmt, templ fmt, vet, staticcheck, and generated code without a difference
	@test -z "$$(gofmt -l $(GOOWN))" || { echo "gofmt would change:"; gofmt -l $(GOOWN); exit 1; }
	$(TOOL) templ fmt -fail internal web
	$(GO) vet ./...
	$(TOOL) staticcheck ./...
	$(MAKE) generate
	@git diff --exit-code -- '*_templ.go' || { echo "generated code differs: commit what make generate wrote"; exit 1; }

generate: ## Write the Go of the templ files
	$(TOOL) templ generate

docs: ## Take the pictures of the guide and of the README anew, in a real browser
	PILAR_DOCS=1 $(GO) run ./cmd/withpg $(GO) test -count=1 -run TestGuidePictures ./internal/journey

migrate: build ## Move the schema of DATABASE_URL, or of the private PostgreSQL
	bin/pilar migrate

bench: ## Measure pages, import and export beside the leanest that could do the same, in one run
	$(GO) run ./cmd/bench $(BENCHFLAGS)
