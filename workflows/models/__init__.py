from workflows.models.definitions import MappingRule, SuccessMetric, Workflow

__all__ = ["MappingRule", "SuccessMetric", "Workflow"]
