from django.urls import path

from ..views.editions import drafts, headlines, published, sections

urlpatterns = [
    path("editions/", published.edition_list, name="edition-list"),
    path("editions/<slug:slug>/", published.edition_detail, name="edition-detail"),
    path("drafts/", drafts.draft_list, name="draft-list"),
    path("drafts/add/", drafts.edition_add, name="edition-add"),
    path("drafts/<int:pk>/", drafts.draft_detail, name="draft-detail"),
    path("drafts/<int:pk>/edit/", drafts.edition_edit, name="edition-edit"),
    path("drafts/<int:pk>/correct/", drafts.edition_correct, name="edition-correct"),
    path("drafts/<int:pk>/preview/", drafts.draft_preview, name="draft-preview"),
    path("drafts/<int:pk>/publish/", drafts.draft_publish, name="draft-publish"),
    path("drafts/<int:pk>/sections/", sections.section_choose, name="section-choose"),
    path("drafts/<int:pk>/sections/<slug:kind>/<slug:group>/", sections.section_add, name="section-add"),
    path("sections/<int:pk>/", sections.section_edit, name="section-edit"),
    path("sections/<int:pk>/move/", sections.section_move, name="section-move"),
    path("sections/<int:pk>/remove/", sections.section_remove, name="section-remove"),
    path("groups/<int:pk>/headlines/", headlines.headline_list, name="headline-list"),
    path("headlines/<int:pk>/drop/", headlines.headline_drop, name="headline-drop"),
]
