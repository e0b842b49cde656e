"""Which score tells how a run turns out."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core.access import project_for
from workflows.analysis import quality
from workflows.models import Workflow
from workflows.store import earned as figures
from workflows.store import one, scored, terms
from workflows.views import earned


@never_cache
@require_GET
@login_required
def scores(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Does a score say beforehand what the business sees afterwards?"""
    project = project_for(request.user, slug)
    row = get_object_or_404(Workflow.objects.filter(project=project), pk=pk)
    form = earned.period_form(request, project)
    if not form.is_valid():
        return render(request, "workflows/scores.html", earned.refused(project, form) | {"workflow": row}, status=400)
    known = terms.read(project.pk)
    line = figures.one(row, known, form.period(), None, form.now)
    matured = one.matured_part(form.period(), line)
    found = scored.by_name(project.pk, matured, known.names(row.key), line.terms.main.silence) if matured else {}
    context = {"project": project, "workflow": row, "period_form": form, "rows": quality.predictions(found)}
    return render(request, "workflows/scores.html", context)
