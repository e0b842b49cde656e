"""The guide of five questions: which kind of AI a task wants, if any."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from aiops.core.access import may, project_for
from aiops.core.models import Membership
from workflows.analysis.kinds import QUESTIONS, advise
from workflows.models import Workflow


@require_GET
@login_required
def guide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Asks, and when it was answered, suggests; the answers stand in the address alone."""
    project = project_for(request.user, slug)
    row = get_object_or_404(Workflow.objects.filter(project=project), pk=pk)
    yes = {each.key: request.GET.get(each.key) == "yes" for each in QUESTIONS}
    context = {
        "project": project,
        "workflow": row,
        "questions": [(each, yes[each.key]) for each in QUESTIONS],
        "advice": advise(yes) if "asked" in request.GET else None,
        "may_change": may(request.user, project, Membership.Role.MEMBER),
    }
    return render(request, "workflows/guide.html", context)
