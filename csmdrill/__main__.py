"""`python -m csmdrill`."""

from csmdrill.cli.main import main

if __name__ == "__main__":
    main()
