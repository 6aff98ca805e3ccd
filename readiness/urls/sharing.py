from django.urls import path

from ..views import audiences, sharing

urlpatterns = [
    path("<int:pk>/sharing/", sharing.share_list, name="share-list"),
    path("<int:pk>/sharing/<slug:audience>/", sharing.share_add, name="share-add"),
    path("<int:pk>/sharing/<int:share>/end/", sharing.share_end, name="share-end"),
    path("<int:pk>/shared/", sharing.share_detail, name="share-detail"),
    path("<int:pk>/looks/", sharing.look_list, name="look-list"),
    path("<int:pk>/audiences/", audiences.audience_list, name="audience-list"),
    path("<int:pk>/audiences/board/", audiences.board_preview, name="board-preview"),
    path("<int:pk>/audiences/<slug:audience>/", audiences.audience_preview, name="audience-preview"),
    path("<int:pk>/playback/", sharing.playback_edit, name="playback-edit"),
]
