# `make` alone lists the verbs. Every verb does the set-up it needs, quickly when it is already done.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
JOBS ?= 2
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
# The environment is judged by its own stamp: same lock, same project file, nothing to install.
READY := $(VENV)/.ready

.PHONY: help setup browser run demo test test-postgres15 quality fix lock seed reset backup restore docs parametres scenario clean

help: ## liste les verbes
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## prépare l’environnement .venv, versions verrouillées et vérifiées par empreinte

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 ou plus est attendu, trouvé : $$($(PYTHON) --version 2>&1). Indiquez-en un autre : make PYTHON=python3.11 …" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
	  || { echo "Le module venv manque. Sous Debian : apt-get install python3-venv, puis relancez." >&2; rm -rf $(VENV); exit 1; }
	echo "Installation des dépendances dans $(VENV) (une à trois minutes la première fois)…"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

browser: ## vérifie qu’un Chromium est là (sous root, installe celui de Debian)
	@deploy/browser.sh

run: setup ## sert le site (PORT=8000)
	@$(BIN)/tandem migrate --verbosity 0
	exec $(BIN)/tandem serve --port $(PORT)

demo: setup ## charge le monde de démonstration, imprime ses contrôles, sert le site (PORT=8000)
	@exec $(BIN)/tandem demo --port $(PORT)

test: setup browser ## toute la suite de tests (ARGS="…" passe à pytest, JOBS=2)
	@deploy/with-test-database.sh $(BIN)/pytest --numprocesses $(JOBS) --dist worksteal $(ARGS)

test-postgres15: setup ## les tests de base de données, sur le PostgreSQL du système (15 ou plus)
	@deploy/system-postgres.sh
	TANDEM_POSTGRES=system deploy/with-test-database.sh $(BIN)/pytest --numprocesses $(JOBS) --dist worksteal tests/tandem tests/cli $(ARGS)

quality: setup ## style, types, gabarits et sens des imports
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --quiet --lint src/tandem/web/templates

fix: setup ## corrige ce qui peut l’être tout seul (style, typographie française)
	@$(BIN)/python -m tests.architecture.typography
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: setup ## recalcule les versions verrouillées après un changement de pyproject.toml
	@$(BIN)/uv pip compile --quiet --python-version 3.11.0 --generate-hashes --no-emit-index-url --all-extras --group test --group quality --group build --output-file requirements/dev.txt pyproject.toml > /dev/null
	$(BIN)/uv pip compile --quiet --python-version 3.11.0 --generate-hashes --no-emit-index-url --extra web --output-file requirements/prod.txt pyproject.toml > /dev/null

seed: setup ## charge le monde de démonstration
	@$(BIN)/tandem migrate --verbosity 0
	$(BIN)/tandem seed

reset: setup ## efface toutes les données, recrée des tables vides
	@$(BIN)/tandem reset

backup: setup ## sauvegarde la base et les fichiers (ARCHIVE=chemin.tar)
	@$(BIN)/tandem backup $(ARCHIVE)

restore: setup ## remet une sauvegarde en place (ARCHIVE=chemin.tar)
	@test -n "$(ARCHIVE)" || { echo "Indiquez l’archive : make restore ARCHIVE=chemin.tar" >&2; exit 2; }
	$(BIN)/tandem restore $(ARCHIVE)

docs: setup ## vérifie la documentation : glossaire, variables, exigences, liens
	@deploy/with-test-database.sh $(BIN)/pytest --quiet tests/architecture

parametres: setup ## récrit docs/parametres.md, la page des valeurs de la loi
	@$(BIN)/python -m bareme.parametres docs/parametres.md

scenario: setup ## rejoue l’exemple d’Île-de-France 2023 et le compare à l’annexe publiée
	@$(BIN)/bareme allocate examples/idf-2023/candidatures.csv --reglement examples/idf-2023/reglement.yaml --format csv --output .scenario.csv
	diff examples/idf-2023/annexe1-publiee.csv .scenario.csv && echo "Les 71 lignes sont celles de l’annexe publiée."
	rm -f .scenario.csv

clean: ## arrête les serveurs de ce dossier et retire l’environnement (les données restent)
	@if test -x $(BIN)/python; then $(BIN)/python -m tandem.database stop; $(BIN)/python -m tandem.database stop --tests; fi
	rm -rf $(VENV)
