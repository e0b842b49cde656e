"""Readable texts of a wanted length, made of sentences a shop and its customers might write."""

from random import Random

SENTENCES = (
    "I sent back two of the three mugs from my order ten days ago and have heard nothing since.",
    "A refund is released within three working days of the parcel reaching our warehouse.",
    "The courier left it in the rain, so the box was soaked through and the lamp no longer works.",
    "Please send a photo of the damage and of the label, then we can settle it without a return.",
    "The voucher is shared out over all articles of the order in proportion to their price.",
    "Deliveries to Switzerland carry duties that the recipient pays to the carrier on arrival.",
    "The oak table is made to order and takes five to seven weeks, the pine one ships tomorrow.",
    "Sizes run small this season: most buyers who are between two sizes were happy with the larger.",
    "Our warehouse in Rostock counts stock every evening, so the figure may be a day old.",
    "When the second attempt fails, the parcel waits at the nearest shop for seven days.",
    "Gift cards have no date of expiry and can be used for several orders until they are empty.",
    "You can change the address until the order is packed; after that only the carrier can.",
    "An invoice that shows your company's VAT number can be made for any order of this year.",
    "The lamp takes an E14 bulb of at most 40 watts; a warm LED of 4 watts gives the same light.",
    "For schools and clubs we give ten per cent from twenty pieces, and free delivery on top.",
    "If the app shows 'in packing' for more than a day, a piece of the order is usually missing.",
    "Answer in the customer's language, name every article you rely on, and never guess a date.",
    "The price on the shelf is binding: where the web shop is dearer, the difference is paid back.",
    "Two payments for one order happen when the bank confirms late; the second is sent back itself.",
    "Part of the set was out of stock, so it follows in a second parcel without further cost.",
)


def text(random: Random, length: int) -> str:
    """About `length` characters, cut at the end of a sentence."""
    parts: list[str] = []
    size = 0
    while size < length:
        sentence = SENTENCES[int(random.random() * len(SENTENCES))]
        parts.append(sentence)
        size += len(sentence) + 1
    return " ".join(parts)
