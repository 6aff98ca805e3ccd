"""Under /support/."""

app_name = "support"
urlpatterns: list = []
