"""An ONS code in an address. Anything that cannot be one is no page at all, so it never reaches the database."""


class GssCode:
    regex = "[A-Za-z][0-9]{8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)
