"""Under /profiles/."""

app_name = "profiles"
urlpatterns: list = []
