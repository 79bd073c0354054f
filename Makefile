# Two commands for everybody: `make run` and `make test`; each sets up whatever it needs first.
# Without make: `sh packaging/run.sh`, `sh packaging/test.sh`.

.PHONY: run test check format lock bench clean

run:  ## Start Zenus.
	@sh packaging/run.sh

test:  ## Set up for development and run every check.
	@sh packaging/test.sh

check:  ## Run every check, installing nothing.
	@sh packaging/check.sh

format:  ## Put the code into the one format.
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

lock:  ## Write the lock files from pyproject.toml.
	sh packaging/lock.sh

bench:  ## Measure speed and accuracy.
	.venv/bin/zenus bench voice --json
	.venv/bin/zenus bench ask --json

clean:  ## Remove what was made here; the models stay in the user's cache.
	rm -rf .venv build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
