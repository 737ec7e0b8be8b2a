# One line each; the work is in scripts/dev. `make portal` and `make test` are all a newcomer needs.
PY ?= python3
DEV = $(PY) -m scripts.dev
.PHONY: portal test test-unit test-browser fuzz lint wheel bench docs clean setup
portal:       ; @$(DEV) portal
test:         ; @$(DEV) test $(ARGS)
test-unit:    ; @$(DEV) test-unit $(ARGS)
test-browser: ; @$(DEV) test-browser $(ARGS)
lint:         ; @$(DEV) lint
wheel:        ; @$(DEV) wheel
fuzz:         ; @$(DEV) fuzz $(SECONDS)
bench:        ; @$(DEV) bench $(NAME)
docs:         ; @$(DEV) docs
setup:        ; @$(DEV) setup
clean:        ; @$(DEV) clean
