"""What every list page shares: search, filters, sorting, paging, a sharable address and the file of it.

A bottom room: no models, and nothing of ours but the look (`govuk`). An app declares a `Listing` beside its
queries; its view hands `respond` the rows the reader may see.
"""
