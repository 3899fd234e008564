"""The first step: the file, and what is said about files."""

from typing import Any

from flask import redirect, url_for
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.fields import SelectChoice

from bot.door import upload
from bot.pages import calling
from bot.pages.fields import MaybeText
from bot.pages.forms import Form, shown
from bot.pages.site import pages
from bot.sheets import limits
from bot.sheets.delimited import DELIMITERS


class UploadForm(Form):
    class Meta(Form.Meta):
        files = ("file",)

    file = FileField("File", validators=[FileRequired("Choose a file first.")])
    delimiter = SelectField(
        "Cells are separated by",
        validate_choice=False,
        choices=[SelectChoice("", "found out"), *(SelectChoice(one, one) for one in DELIMITERS)],
    )
    encoding = MaybeText("Encoding", description="Such as windows-1252. Empty: found out.")
    sheet = MaybeText("Sheet", description="Of a workbook. Empty: the first one.")
    header = SelectField(
        "First row",
        validate_choice=False,
        choices=[
            SelectChoice("", "found out"),
            SelectChoice("true", "holds the names of the columns"),
            SelectChoice("false", "is a contact already"),
        ],
    )

    def sent(self) -> dict[str, Any]:
        said = {name: value for name, value in self.body().items() if value}
        return said | {"file": self.file.data}


@pages.route(upload.PAGE, methods=["GET", "POST"])
def import_contacts() -> Any:
    form = UploadForm()
    if form.accept(lambda: calling.send("POST", upload.KEPT, form=form.sent())):
        return redirect(url_for("pages.map_import", id=form.answer["id"]), 303)
    return shown(
        "imports/upload.html",
        form,
        megabytes=limits.LARGEST // 2**20,
        rows=limits.MOST_ROWS,
        columns=limits.MOST_COLUMNS,
    )
