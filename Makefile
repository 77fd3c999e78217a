# Flipside from a fresh clone: needs GNU make, Python 3.11 or newer with venv.
# `make help` says what there is; run any target again at any time.

# Another Python, another port: make run PYTHON=python3.12 PORT=9000
PYTHON ?= python3
# Extra words for the tool behind a target: make test ARGS="-k quizzes -x"
ARGS ?=

MAKEFLAGS += --no-print-directory
.NOTPARALLEL:
.DEFAULT_GOAL := help

VENV := .venv/bin/python
# An existing .venv is used as it is, unless somebody asks for another Python.
ASKED := $(if $(filter file,$(origin PYTHON)),,$(PYTHON))
GOAL := $(or $(firstword $(MAKECMDGOALS)),run)

.PHONY: help
help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

.PHONY: run
run: packages secret ## Set up and serve on http://127.0.0.1:8000 (HOST, PORT)
	@$(VENV) manage.py serve

.PHONY: dev
dev: packages secret ## Serve with DEBUG on, reload on change
	@DEBUG=true $(VENV) manage.py serve --reload

.PHONY: admin
admin: packages secret ## Make the admin account, or give it a new password
	@$(VENV) manage.py reset_admin $(ARGS)

.PHONY: test
test: dev-packages ## Set up and run the tests, without the browser ones
	@$(VENV) -m pytest $(ARGS)

.PHONY: browser
browser: dev-packages ## Run the browser tests; they need Chromium
	@$(VENV) -m pytest -n 2 -m browser $(ARGS)

.PHONY: lint
lint: dev-packages ## Check style, formatting, templates and types
	@$(VENV) -m ruff check .
	@$(VENV) -m ruff format --check .
	@$(VENV) -m djlint --quiet --lint templates
	@$(VENV) -m mypy

.PHONY: bench
bench: dev-packages ## Measure: run every script in bench/
	@for script in bench/[a-z]*.py; do \
		[ -e "$$script" ] || { echo "bench/ holds no script yet."; exit 0; }; \
		echo "== $$script"; $(VENV) "$$script" $(ARGS) || exit 1; \
	done

# Written without line numbers and dates, so that only words make a difference. A file
# that `make messages` changes is one whose new words nobody has translated yet.
.PHONY: messages
messages: dev-packages secret ## Collect the texts to translate and compile them; needs gettext
	@$(VENV) manage.py makemessages --locale es --no-location --no-obsolete --verbosity 0 \
		--ignore "var/*" --ignore ".venv/*" --ignore "*/tests/*" --ignore "templates/styleguide.html" \
		--ignore "quizsite/styleguide.py" --ignore "bench/*"
	@sed -i '/^"POT-Creation-Date/d' quizsite/locale/*/LC_MESSAGES/django.po
	@$(VENV) manage.py compilemessages --locale es --verbosity 0 --ignore ".venv"

.PHONY: lighthouse
lighthouse: packages ## Measure: Lighthouse on every page; needs Node and Chromium
	@$(VENV) bench/lighthouse/run.py $(ARGS)

.PHONY: lock
lock: dev-packages ## Write the lock files anew from pyproject.toml (ARGS=--upgrade)
	@$(VENV) -m uv pip compile --quiet --universal --generate-hashes --no-header \
		pyproject.toml --output-file requirements.txt $(ARGS)
	@$(VENV) -m uv pip compile --quiet --universal --generate-hashes --no-header --extra dev \
		--constraint requirements.txt pyproject.toml --output-file requirements-dev.txt $(ARGS)

# --- Setting up --------------------------------------------------------------

# The copies in .venv say which lock files it holds: while they equal ours,
# nothing is installed and no network is used. The development lock contains
# the other one, so either may come first.

.PHONY: packages
packages: venv
	@$(call install,requirements.txt,requirements.txt)

.PHONY: dev-packages
dev-packages: venv
	@$(call install,requirements-dev.txt,requirements.txt requirements-dev.txt)

# $(1): the lock file to install; $(2): the lock files that .venv then holds
define install
cmp -s $(1) .venv/$(1) && exit 0; \
echo "Installing the packages of $(1) into .venv"; \
rm -f .venv/requirements*.txt; \
$(VENV) -m pip install --quiet --disable-pip-version-check --no-input --retries 2 \
	--require-hashes -r $(1) >.venv/pip.log 2>&1 || { \
	echo "Flipside can't install its packages (no network?); see .venv/pip.log." \
		"pip says: $$(tail -n 1 .venv/pip.log)" >&2; \
	exit 1; }; \
cp $(2) .venv/
endef

.PHONY: secret
secret: packages
	@$(VENV) -m quizsite.dotenv

.PHONY: venv
venv:
	@fail() { printf '%s\n' "$$*" >&2; exit 1; }; \
	version() { "$$1" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null; }; \
	usable() { "$$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }; \
	minor() { version "$$1" | cut -d . -f 1-2; }; \
	if usable $(VENV) && $(VENV) -c 'import pip' 2>/dev/null; then \
		[ -z "$(ASKED)" ] && exit 0; \
		[ "$$(minor "$(PYTHON)")" = "$$(minor $(VENV))" ] && exit 0; \
	fi; \
	usable "$(PYTHON)" || { \
		found=$$(version "$(PYTHON)") && is="is $$found" || is="can't be run"; \
		for other in python3.14 python3.13 python3.12 python3.11; do \
			usable "$$other" && fail "Flipside needs Python 3.11 or newer;" \
				"$(PYTHON) $$is. Try: make $(GOAL) PYTHON=$$other"; \
		done; \
		fail "Flipside needs Python 3.11 or newer; $(PYTHON) $$is." \
			"Install one, then: make $(GOAL) PYTHON=python3.12"; }; \
	"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || \
		fail "Flipside needs Python's venv and ensurepip, and $(PYTHON) lacks them." \
			"On Debian or Ubuntu: apt install python3-venv"; \
	echo "Making .venv with Python $$(version "$(PYTHON)")"; \
	said=$$(rm -rf .venv 2>&1 && "$(PYTHON)" -m venv .venv 2>&1) || \
		fail "Flipside can't make .venv: $$(printf '%s\n' "$$said" | tail -n 1)"
