from . import coding, editions, instruments, interviews, results, rounds

app_name = "evaluation"

urlpatterns = [
    *coding.urlpatterns,
    *editions.urlpatterns,
    *instruments.urlpatterns,
    *interviews.urlpatterns,
    *results.urlpatterns,
    *rounds.urlpatterns,
]
