# The two commands: `make run` shows the main job on real input, `make test` passes all tests.
# Both set up .venv by themselves from the locked requirements; nothing else on the machine is touched.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OUT    := out

.PHONY: run test soak check fast-tests lint types bench bench-evidence bench-ledger bench-registry bench-interop bench-incentives grammar clean set-up set-up-tools

ACCORDS := library/energy_moratorium_2025/from_18_march.accord library/energy_moratorium_2025/from_25_march.accord \
           library/energy_moratorium_2025/with_guarantee.accord library/minsk_2_2015/minsk_2.accord
EXERCISE := library/conditional_accession/exercises/award_by_silence.exercise

run: $(VENV)/.ready
	@mkdir -p $(OUT)
	@$(BIN)/foedus page $(OUT)/report.html $(ACCORDS)
	@rm -rf $(OUT)/rehearsal
	@echo
	@$(BIN)/foedus exercise $(EXERCISE) --log $(OUT)/rehearsal
	@echo
	@$(BIN)/foedus-verify $(OUT)/rehearsal > $(OUT)/verified.txt; well=$$?; tail -2 $(OUT)/verified.txt; exit $$well

test: $(VENV)/.tools
	$(BIN)/python -m pytest -n auto

# The random tests with all their trials: 10,000 crashes, 500 kills, every bit of a log, every recorded file.
soak: $(VENV)/.tools
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-storm.lock \
	    || echo "Storm is not there for this Python or machine: without its second opinion on chances."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-gambit.lock \
	    || echo "Gambit is not there for this Python or machine: without its second opinion on incentives."
	FOEDUS_SOAK=1 $(BIN)/python -m pytest -n auto tests/laws tests/agree

check: lint types fast-tests

lint: $(VENV)/.tools
	$(BIN)/ruff check src tests bench

types: $(VENV)/.tools
	$(BIN)/mypy

fast-tests: $(VENV)/.tools
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow and not real"

bench: $(VENV)/.tools
	$(BIN)/python -m bench.findings

# Fusion beside its peers on generated worlds. The peers are installed for this alone.
bench-evidence: $(VENV)/.bench
	$(BIN)/python -m bench.evidence

# The log beside a plain file and SQLite.
bench-ledger: $(VENV)/.tools
	$(BIN)/python -m bench.ledger

# How fast an award follows its last signature, and how fast a log of a million entries is checked: half an hour.
bench-registry: $(VENV)/.tools
	$(BIN)/python -m bench.registry

# The sheet of an accord, how it grows, and z3 on the same question.
bench-prove: $(VENV)/.tools
	$(BIN)/python -m bench.prove

# Logs of Foedus checked by Go's packages, and the other way round. Needs Go; see docs/ledger.md.
bench-interop: $(VENV)/.tools
	$(BIN)/python -m bench.interop

set-up: $(VENV)/.ready
set-up-tools: $(VENV)/.tools

# Locked by hash; the package itself is then installed as it stands, so that an edit needs no second installation.
$(VENV)/.ready: requirements.lock pyproject.toml
	@echo "Setting up (once, about half a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.tools: requirements-dev.lock $(VENV)/.ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.bench: requirements-bench.lock $(VENV)/.tools
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

# A million beliefs weighed at once, beside Gambit and QuantEcon. The peers are installed for this alone.
bench-incentives: $(VENV)/.tools
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-gambit.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-quantecon.lock
	$(BIN)/python -m bench.incentives

# The table of the language's grammar, to be written anew whenever the grammar or the parser's library changes.
grammar: $(VENV)/.tools
	$(BIN)/python -m foedus.accord.read_grammar > grammar.json.new
	mv grammar.json.new src/foedus/accord/grammar.json

clean:
	rm -rf $(VENV) $(OUT) .mypy_cache .ruff_cache .pytest_cache .hypothesis build
