# Names for the commands of this project; each can be typed by hand. Start with `make help`.

# Pure Go everywhere: one result on every machine, no C compiler needed. Only `race` needs one.
export CGO_ENABLED := 0

STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOLANGCI    := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# For each package; the first run on a machine also makes the development keys.
GO_TEST := go test -timeout 15m
ifeq ($(CI),true)
# Go does not see that files outside the module changed, so a remembered result may be stale.
GO_TEST += -count=1
endif

STAGE := .ci/stage

# Written by npm as its last act, so that it stands for a complete install.
CONTRACTS_DEPS := contracts/node_modules/.package-lock.json

# The same for snarkjs, which makes the powers of tau that the rehearsal of a ceremony imports.
REHEARSAL      := prover/ceremony/rehearsal
REHEARSAL_DEPS := $(REHEARSAL)/node_modules/.package-lock.json

# And for what drives the browser that a test opens the benchmark report in.
REPORT_BROWSER      := benchmarks/report/browser
REPORT_BROWSER_DEPS := $(REPORT_BROWSER)/node_modules/.package-lock.json

# And for the proof systems that the benchmarks compare with.
PEERS      := benchmarks/peers
PEERS_DEPS := $(PEERS)/node_modules/.package-lock.json

# Packages that start goroutines or guard against them.
RACE_PACKAGES = $(shell git grep --untracked -lE '"sync(/atomic)?"|"golang.org/x/sync/|^[[:space:]]+go [[:alnum:]_.]+' -- '*.go' \
	| xargs -n 1 dirname | sort -u | sed 's|^|./|')

# Stages share two cores and one key cache: one after the other, with output that can be read.
.NOTPARALLEL:
.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "%-16s %s\n", $$1, $$2 }'

.PHONY: build
build: ## build bin/vitalproof
	go build -trimpath -o bin/vitalproof ./cmd/vitalproof

# Generated code first, since a stale file explains later failures.
.PHONY: test
test: check-generated test-contracts test-go ## run every test; needs Go and Node, no set-up

# The contracts' packages hold anvil, which the tests of verifier/onchain start.
.PHONY: test-go
test-go: $(CONTRACTS_DEPS) $(REHEARSAL_DEPS) $(REPORT_BROWSER_DEPS) $(PEERS_DEPS) browser
	@$(STAGE) "go test" $(GO_TEST) ./... ./.ci/pack

.PHONY: browser
browser: # install Chromium if there is none and this can be done
	@$(STAGE) "browser" .ci/browser

.PHONY: test-contracts
test-contracts: $(CONTRACTS_DEPS)
	@cd contracts && ../$(STAGE) "contracts: forge test" npm test

.PHONY: coverage-contracts
coverage-contracts: $(CONTRACTS_DEPS) ## measure what the contracts' tests run; fails below 98 %
	@cd contracts && ../$(STAGE) "contracts: coverage" npm run -s coverage

.PHONY: test-short
test-short: ## run the quick Go tests
	$(GO_TEST) -short ./...

.PHONY: race
race: ## run the quick tests of concurrent packages under the race detector; needs a C compiler
	CGO_ENABLED=1 $(GO_TEST) -race -short $(RACE_PACKAGES)

SERVICE_PACKAGES := access audit client engine keyring queue server service store

.PHONY: race-service
race-service: ## run the quick tests of the service under the race detector; needs a C compiler
	@CGO_ENABLED=1 $(STAGE) "go test -race, service" $(GO_TEST) -race -short $(SERVICE_PACKAGES:%=./prover/%)

.PHONY: bench
bench: $(CONTRACTS_DEPS) ## measure circuits on this machine; about ten minutes
	go run ./cmd/vitalproof bench

.PHONY: bench-peers
bench-peers: $(CONTRACTS_DEPS) $(PEERS_DEPS) ## measure the check against circom with snarkjs and Noir with Barretenberg
	go run ./cmd/vitalproof bench --peers --circuits 'check/histogram-*' --out vitalproof-bench-peers

.PHONY: bench-service
bench-service: ## print the figures of the service
	go test -v -count=1 -timeout 30m -run 'Throughput|GetProof|Watchers|Tenants|Killed' ./prover/system

.PHONY: ceremony
ceremony: $(CONTRACTS_DEPS) $(REHEARSAL_DEPS) ## rehearse a whole ceremony for the 30-day circuit and print the times
	go test -v -count=1 -timeout 60m ./$(REHEARSAL) -circuit glucose-5min-30d

.PHONY: gas
gas: $(CONTRACTS_DEPS) ## print what the contracts' calls cost
	@cat contracts/snapshots/gas.json
	go test -v -count=1 -run TestGas ./verifier/onchain/...

.PHONY: generate
generate: $(CONTRACTS_DEPS) ## write lockfile, verifiers, claim tables, artefacts, bindings, snapshots, vectors and counts again
	@$(STAGE) "generate: lockfile and verifiers" go run ./cmd/vitalproof keys lock --root .
	@$(STAGE) "generate: claim tables" $(GO_TEST) ./contracts -run ClaimTables -update
	@$(STAGE) "generate: costs and claims page" $(GO_TEST) ./circuits/catalogue -run 'Costs|ClaimsPage' -update
	@$(STAGE) "generate: vectors" $(GO_TEST) ./circuits/vectors -update
	@cd contracts && ../$(STAGE) "generate: artefacts" npm run -s build
	@$(STAGE) "generate: bindings" $(GO_TEST) ./verifier/onchain/bindings -update
	@cd contracts && ../$(STAGE) "generate: snapshots" sh -c 'npm run -s sizes && npm run -s gas'
	@$(STAGE) "generate: counts" $(GO_TEST) ./benchmarks -run Counts -update
	@$(STAGE) "generate: interface" proto/workspace generate

# The tests of circuits/catalogue compare costs and the claims page, those of circuits/vectors the vectors, those of
# verifier/onchain/bindings the bindings.
.PHONY: check-generated
check-generated: $(CONTRACTS_DEPS) ## check that generated files are current
	@$(STAGE) "check: lockfile and verifiers" go run ./cmd/vitalproof keys lock --root . --check
	@$(STAGE) "check: claim tables" $(GO_TEST) ./contracts -run ClaimTables
	@cd contracts && ../$(STAGE) "check: artefacts and snapshots" npm run -s check
	@$(STAGE) "check: interface" proto/workspace check

.PHONY: lint
lint: lint-bans lint-format lint-vet lint-staticcheck lint-golangci lint-contracts lint-proto ## run every linter; -k shows all findings

.PHONY: lint-bans
lint-bans:
	@$(STAGE) "banned text" .ci/bans

.PHONY: lint-format
lint-format:
	@$(STAGE) "gofmt" sh -c 'files=$$(gofmt -l .) && if [ -n "$$files" ]; then echo "$$files"; exit 1; fi'

.PHONY: lint-vet
lint-vet:
	@$(STAGE) "go vet" go vet ./... ./.ci/pack

.PHONY: lint-staticcheck
lint-staticcheck:
	@$(STAGE) "staticcheck" $(STATICCHECK) ./... ./.ci/pack

.PHONY: lint-golangci
lint-golangci:
	@$(STAGE) "golangci-lint" $(GOLANGCI) run

.PHONY: lint-contracts
lint-contracts: $(CONTRACTS_DEPS)
	@cd contracts && ../$(STAGE) "contracts: forge fmt, solhint" npm run lint

.PHONY: lint-proto
lint-proto:
	@$(STAGE) "buf lint" proto/workspace lint
	@$(STAGE) "buf breaking" proto/workspace breaking

.PHONY: vuln
vuln: ## look for known vulnerabilities; says so where the online database cannot be reached
	@$(STAGE) "known vulnerabilities" .ci/vuln

.PHONY: check-vuln
check-vuln: ## check that vuln tells findings, a clean program and a missing database apart
	@$(STAGE) "check: vuln" .ci/vuln-test

.PHONY: release
release: ## build dist/: programs, bills of materials, contracts, lockfile and checksums
	.ci/release

.PHONY: check-release
check-release: ## build this machine's release twice, from two clones, and compare
	.ci/check-release

.PHONY: reproduce
reproduce: ## make ids, keys, Solidity and bindings again in two clones and compare with what is committed
	.ci/reproduce contracts

.PHONY: fmt
fmt: $(CONTRACTS_DEPS) ## format Go and Solidity
	gofmt -w .
	cd contracts && npm run fmt

.PHONY: clean
clean: ## remove what was built, not what was downloaded
	rm -rf bin dist contracts/out contracts/cache

# Install scripts stay off: the binary of forge is in the platform package.
$(REHEARSAL_DEPS): $(REHEARSAL)/package-lock.json
	@cd $(REHEARSAL) && ../../../$(STAGE) "rehearsal: npm ci" npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(REPORT_BROWSER_DEPS): $(REPORT_BROWSER)/package-lock.json
	@cd $(REPORT_BROWSER) && ../../../$(STAGE) "report: npm ci" npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(PEERS_DEPS): $(PEERS)/package-lock.json
	@cd $(PEERS) && ../../$(STAGE) "peers: npm ci" npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

.PHONY: peers
peers: $(PEERS_DEPS) ## install the proof systems that the benchmarks compare with

$(CONTRACTS_DEPS): contracts/package-lock.json
	@cd contracts && ../$(STAGE) "contracts: npm ci" npm ci --ignore-scripts --no-audit --no-fund
	@touch $@
