"""Addresses and texts of the desk's pages."""

from django.urls import reverse


def at(name, consultation, *more):
    return reverse(name, args=[consultation.dialogue.slug, consultation.slug, *more])


def text(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()
