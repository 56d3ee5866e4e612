"""A constraint that keeps a child row in the organisation of its parent: a composite foreign key."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, ForeignKey, Model

_ADD = (
    "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (%(organisation)s, %(child)s) "
    "REFERENCES %(parent)s (%(parent_organisation)s, %(parent_key)s) DEFERRABLE INITIALLY IMMEDIATE"
)


class SameOrganisation(BaseConstraint):
    """(organisation, `field`) must be (organisation, `to_field`) of a row of the parent.

    A plain foreign key crosses organisations; this one cannot. The parent needs a unique constraint
    on (organisation, `to_field`), declared before this one. `own` names the column that holds the
    organisation in the child row.
    """

    def __init__(self, *, name: str, field: str, to_field: str = "id", own: str = "organisation_id") -> None:
        super().__init__(name=name)
        self.field, self.to_field, self.own = field, to_field, own

    def create_sql(  # type: ignore[override]  # Django returns a Statement here too; its stubs say str
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        """Return the statement that adds the composite foreign key."""
        assert model is not None
        assert schema_editor is not None
        quote = schema_editor.quote_name
        foreign_key = model._meta.get_field(self.field)
        assert isinstance(foreign_key, ForeignKey)
        parent = foreign_key.related_model
        assert isinstance(parent, type)
        return Statement(
            _ADD,
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            organisation=quote(self.own),
            child=quote(foreign_key.column),
            parent=Table(parent._meta.db_table, quote),
            parent_organisation=quote("organisation_id"),
            parent_key=quote(self.to_field),
        )

    def constraint_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """Put the statement off until the tables stand: the parent may be made in the same migration."""
        assert schema_editor is not None
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def remove_sql(  # type: ignore[override]  # as above
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        """Return the statement that drops it."""
        assert model is not None
        assert schema_editor is not None
        return Statement(
            schema_editor.sql_delete_fk,
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Leave it to the database: no form of ours edits the organisation of a row."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return what a migration needs to build it again."""
        path, args, kwargs = super().deconstruct()
        kwargs |= {"field": self.field, "to_field": self.to_field, "own": self.own}
        return path, tuple(args), kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameOrganisation) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)
