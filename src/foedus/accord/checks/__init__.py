"""The checks of an accord, one theme a file; `foedus.accord.check` runs them all."""
