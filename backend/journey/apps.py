from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "backend.journey"
    label = "journey"
