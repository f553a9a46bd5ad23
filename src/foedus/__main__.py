"""`python -m foedus`, where the command itself is not on the path."""

from foedus.cli.main import main

if __name__ == "__main__":
    main()
