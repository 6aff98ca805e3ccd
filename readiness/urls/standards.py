from django.urls import path

from ..views import standards

urlpatterns = [
    path("standards/", standards.standard_list, name="standard-list"),
    path("standards/<str:code>/", standards.standard_detail, name="standard-detail"),
    # Before the sets: none of them is called “drafts” (standards_file.RESERVED).
    path("standards/drafts/new/", standards.standards_import, name="standards-import"),
    path("standards/drafts/sample/", standards.standards_sample, name="standards-sample"),
    path("standards/drafts/<int:pk>/", standards.draft_detail, name="standards-draft-detail"),
    path("standards/drafts/<int:pk>/standards/<str:code>/", standards.draft_standard, name="standards-draft-standard"),
    path("standards/drafts/<int:pk>/compare/", standards.draft_compare, name="standards-draft-compare"),
    path("standards/drafts/<int:pk>/publish/", standards.draft_publish, name="standards-draft-publish"),
    path("standards/drafts/<int:pk>/discard/", standards.draft_discard, name="standards-draft-discard"),
    path("standards/<slug:set_code>/<int:number>/", standards.version_detail, name="standards-version-detail"),
    path("standards/<slug:set_code>/<int:number>.xlsx", standards.version_download, name="standards-version-download"),
    path(
        "standards/<slug:set_code>/<int:number>/<str:code>/",
        standards.version_standard,
        name="standards-version-standard",
    ),
]
