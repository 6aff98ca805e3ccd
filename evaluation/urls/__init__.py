from . import coding, editions, instruments, interviews, listening, results, rounds

app_name = "evaluation"

urlpatterns = [
    *coding.urlpatterns,
    *editions.urlpatterns,
    *instruments.urlpatterns,
    *interviews.urlpatterns,
    *listening.urlpatterns,
    *results.urlpatterns,
    *rounds.urlpatterns,
]
