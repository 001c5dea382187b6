PYTHON ?= python3
.PHONY: run test test-long lint bench package clean
run: ; @$(PYTHON) packaging/dev.py run $(ARGS)
test: ; @$(PYTHON) packaging/dev.py test $(ARGS)
test-long: ; @$(PYTHON) packaging/dev.py test-long $(ARGS)
lint: ; @$(PYTHON) packaging/dev.py lint $(ARGS)
bench: ; @$(PYTHON) packaging/dev.py bench $(ARGS)
package: ; @$(PYTHON) packaging/dev.py package $(ARGS)
clean: ; @$(PYTHON) packaging/dev.py clean $(ARGS)
