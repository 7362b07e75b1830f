# Everything runs in .venv, made from requirements.lock; it is made again only when that file changes, or Python is gone.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
REPORT := $(CURDIR)/build/imgn289.html

ifneq ($(shell $(BIN)/python -c 'print(1)' 2>/dev/null),1)
.PHONY: $(INSTALLED)
endif

.PHONY: demo test check docs bench lock clean

demo: $(INSTALLED)
	@mkdir -p build
	$(BIN)/python -m firstdose report studies/imgn289.toml -o $(REPORT)

test: $(INSTALLED)
	scripts/test

check: $(INSTALLED)
	scripts/check

docs: $(INSTALLED)
	$(BIN)/sphinx-build -W --keep-going -q -b html docs build/docs
	@echo $(CURDIR)/build/docs/index.html

bench: $(INSTALLED)
	@for file in benchmarks/*.py; do echo "$$file"; $(BIN)/python "$$file" || exit 1; done

# Writes requirements.lock anew, for every extra and every supported Python; hatchling needs editables to install -e.
# Extras of a requirement stay in it: without coverage[toml] pip would look for the newest coverage, which has no hash here.
lock:
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet uv
	echo editables | build/uv/bin/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --all-extras --python-version 3.11 \
		--no-emit-index-url --custom-compile-command "make lock" pyproject.toml - \
		-o requirements.lock

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage

$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "firstdose needs Python 3.11 or later. Name one: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv --clear .venv || \
		{ rm -rf .venv; echo "Python cannot make .venv here. On Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
