# Measures the tool against the floor and writes docs/prestaties.md and docs/prestaties.svg.
# A quick look, which writes nothing: make bench PAGES=1000 RUNS=1
PAGES ?= 1000,10000,50000
RUNS ?= 5

.PHONY: bench
bench:
	cargo bench --bench report -- --pages $(PAGES) --runs $(RUNS)
