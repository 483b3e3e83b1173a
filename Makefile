# What is done here, by name. Each target first makes the machine and .venv ready (scripts/set-up), on a fresh one too.
BIN := .venv/bin
DEMO := build/demo.perennial
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help set-up run gallery pictures check test journeys soak coverage bench lock wheel frozen clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | expand -t 12

set-up:
	@scripts/set-up

run: set-up ## open the window on the demo book; without a display draw its pages and say where
	@scripts/run $(DEMO)

gallery: set-up ## draw all pages in both themes and two sizes into build/gallery, with an index
	$(BIN)/python -m scripts.gallery build/gallery

pictures: set-up ## draw the pictures of the README anew
	$(BIN)/python -m scripts.gallery docs/pictures --readme

check: set-up ## format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright --level error
	$(BIN)/lint-imports

test: check ## check, then every test but the long ones
	@scripts/system-packages screen
	$(BIN)/pytest --numprocesses 2 --dist loadfile --max-worker-restart 0
	scripts/on-screen $(BIN)/pytest -m screen tests/journeys

journeys: set-up ## only the journeys in a real window, on a virtual screen with real keys
	@scripts/system-packages screen
	scripts/on-screen $(BIN)/pytest -m screen tests/journeys

soak: set-up ## every test, the long ones too, and thousands of examples per property
	PERENNIAL_SOAK=1 $(BIN)/pytest -m "not screen"

coverage: set-up ## which lines and branches the tests reach
	$(BIN)/pytest --cov --cov-report=term-missing:skip-covered

bench: set-up ## measure what we claim about speed
	@scripts/bench

lock: set-up ## write requirements/dev.lock from pyproject.toml; UPGRADE=--upgrade takes the newest versions
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --quiet \
		$(UPGRADE) --output-file requirements/dev.lock
	@! grep -nE '://|^ *-(-[a-z]*index|-find-links|f|i)' requirements/dev.lock

wheel: set-up ## build dist/perennial_csm-*.whl
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

frozen: set-up ## build dist/perennial/, which runs without Python, start it and say how large and how quick it is
	@scripts/system-packages screen frozen
	$(BIN)/pyinstaller --noconfirm --clean --log-level WARN build.spec
	$(BIN)/python -m scripts.frozen

clean: ## remove everything that can be made again, .venv too
	rm -rf .venv build dist htmlcov .coverage .hypothesis .import_linter_cache .pytest_cache .ruff_cache
	find desktop tests benchmarks scripts -name __pycache__ -prune -exec rm -rf {} +
