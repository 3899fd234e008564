"""What is known of a contact: name, email, traits, tags. A changed one makes the rules look again
(R7)."""

from typing import Any

from models.conditions.condition import Facts
from models.contact.company import Company
from models.contact.facets.facet import Facet
from models.settings.trait import TraitKind, typed


class Knowledge(Facet):
    def set_trait(self, name: str, value: Any, kind: TraitKind = TraitKind.TEXT) -> None:
        """Set a trait; one that nobody defined yet defines itself, of `kind`.

        Raises ValueError with the remedy when the value is not of the trait's kind.
        """
        trait = self.batch.catalogue.trait(name)
        if trait is None:
            typed(kind, value)  # What is refused defines nothing.
            trait = self.batch.trait(name, kind)
        before = self.traits.get(trait.name)
        value = trait.typed(value, held=before)
        if trait.name in self.traits and before == value:
            return
        self.traits[trait.name] = value
        self.batch.keep_trait(self, trait, value)
        self.change("contact.trait_set", trait=trait.name, before=before, after=value)

    def clear_trait(self, name: str) -> None:
        trait = self.batch.catalogue.trait(name)
        if trait is None or trait.name not in self.traits:
            return
        before = self.traits.pop(trait.name)
        self.batch.keep_trait(self, trait, None)
        self.change("contact.trait_cleared", trait=trait.name, before=before)

    def add_tag(self, name: str) -> None:
        tag = self.batch.tag(name)
        if tag.name in self.tags:
            return
        self.tags.add(tag.name)
        self.batch.keep_tag(self, tag, True)
        self.change("contact.tagged", tag=tag.name)

    def remove_tag(self, name: str) -> None:
        tag = self.batch.catalogue.tag(name)
        if tag is None or tag.name not in self.tags:
            return
        self.tags.remove(tag.name)
        self.batch.keep_tag(self, tag, False)
        self.change("contact.untagged", tag=tag.name)

    def rename(self, name: str) -> None:
        if name == self.name:
            return
        before, self.name = self.name, name
        self.change("contact.renamed", before=before, after=name)

    def set_email(self, email: str | None) -> None:
        if email == self.email:
            return
        before, self.email = self.email, email
        self.change("contact.email_set", before=before, after=email)

    def set_company(self, company: Company | None) -> None:
        if (company and company.id) == self.company_id:
            return
        before, self.company = self.company, company
        self._detail("company", before and before.name, company and company.name)

    def set_town(self, town: str | None) -> None:
        if town != self.town:
            before, self.town = self.town, town
            self._detail("town", before, town)

    def set_postcode(self, postcode: str | None) -> None:
        if postcode != self.postcode:
            before, self.postcode = self.postcode, postcode
            self._detail("postcode", before, postcode)

    def _detail(self, field: str, before: str | None, after: str | None) -> None:
        self.change("contact.detail_set", field=field, before=before, after=after)

    def facts(self) -> Facts:
        """What conditions and placeholders may look at, as it is now: later changes do not show
        in it."""
        catalogue = self.batch.catalogue
        source = catalogue.sources.get(self.source_id or 0)
        return Facts(
            name=self.name,
            email=self.email,
            status=catalogue.statuses[self.status_id].name,
            source=source.name if source else None,
            state=self.state.value,
            tags=frozenset(self.tags),
            traits=dict(self.traits),
        )
