"""Lists as people type them: items between commas."""

from firstdose.errors import FirstDoseError


def words(text: str, option: str, example: str) -> tuple[str, ...]:
    """Items between commas, none of them empty.

    Examples
    --------
    >>> words("3+3, boin", "--designs", "3+3,boin")
    ('3+3', 'boin')
    """
    items = tuple(item.strip() for item in text.split(","))
    if not all(items):
        raise FirstDoseError(
            f'{option} "{text}": an item is empty. Give one or more, separated by commas, e.g. {example}.'
        )
    return items


def numbers(text: str, option: str, example: str) -> tuple[float, ...]:
    """Numbers between commas.

    Examples
    --------
    >>> numbers("1.2,1.6", "--doses", "1.2,1.6,2.0")
    (1.2, 1.6)
    """
    return tuple(_number(item, text, option, example) for item in words(text, option, example))


def _number(item: str, text: str, option: str, example: str) -> float:
    try:
        return float(item)
    except ValueError:
        raise FirstDoseError(
            f'{option} "{text}": "{item}" is not a number. Give numbers separated by commas, e.g. {example}.'
        ) from None
