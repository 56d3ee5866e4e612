# Familievriend on one machine: Python 3.11 or newer, and make, is all that must be there.
# Another Python:  make demo PYTHON=/usr/local/bin/python3.13      Some tests:  make test ARGS="-k proposals"

.DEFAULT_GOAL := help
.PHONY: help demo test check campaign lock clean manage

PYTHON ?=
ARGS ?=
CANDIDATES := $(if $(PYTHON),"$(PYTHON)",python3 python3.13 python3.12 python3.11 python3.14 python)

help:
	@echo "make demo      start everything on this machine, with a demo programme"
	@echo "make test      run every test on its own PostgreSQL, Redis and browser"
	@echo "make check     format, lint, types, import rules, migrations, OpenAPI, translations"
	@echo "make campaign  the long tests"
	@echo "make manage    a command of Django's with the running demo: make manage ARGS=\"send_reminders\""
	@echo "make lock      write requirements/*.txt anew from pyproject.toml"
	@echo "make clean     stop what runs from here and remove .run, .venv and caches"

demo test check campaign lock clean manage:
	@python=; \
	for candidate in $(CANDIDATES); do \
	    if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	    echo "Familievriend needs Python 3.11 or newer, and found none that runs. Tried:" >&2; \
	    for candidate in $(CANDIDATES); do \
	        echo "    $$candidate: $$("$$candidate" --version 2>&1 | head -n 1)" >&2; \
	    done; \
	    echo "Install one (on Debian: apt install python3 python3-venv), or name one: make $@ PYTHON=/path/to/python3.11" >&2; \
	    exit 1; \
	fi; \
	exec "$$python" -I backend/devstack/bootstrap.py $@ $(ARGS)
