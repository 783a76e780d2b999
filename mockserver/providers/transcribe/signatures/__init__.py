"""AWS's signatures, checked: Signature Version 4 in a header or a link, the older one of S3, chunks of uploads.

Nothing here knows a workspace or HTTP framework. What is wrong comes as `Refused`, which each service says in its own words.
"""
