"""Every cause a harvest report can name: what happened, and what an officer can do about it.

A finding stores the slug and its values, never a sentence; the sentences are here, side by side. ``level`` is ``error``
when a dataset or a run did not come through, ``warning`` when something was changed or left out, ``note`` otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ckanext.tomoni_core.errors import fill

Level = Literal["error", "warning", "note"]
SHOWN_CHARACTERS = 300


@dataclass(frozen=True)
class Cause:
    """A cause with its sentences; ``{name}`` places are filled from a finding's context."""

    slug: str
    level: Level
    title_ja: str
    title_en: str
    ja: str
    en: str
    remedy_ja: str
    remedy_en: str

    def message(self, lang: str, context: dict[str, Any]) -> str:
        """Return what happened, filled with ``context`` cut to a readable length."""
        shown = {key: str(value)[:SHOWN_CHARACTERS] for key, value in context.items()}
        return fill(self.ja if lang.startswith("ja") else self.en, shown)

    def title(self, lang: str) -> str:
        """Return the heading under which findings of this cause are grouped."""
        return self.title_ja if lang.startswith("ja") else self.title_en

    def remedy(self, lang: str) -> str:
        """Return what to do about it."""
        return self.remedy_ja if lang.startswith("ja") else self.remedy_en


_ALL = [
    Cause(
        "page-failed", "error",
        "読めなかったページ",
        "Pages that could not be read",
        "一覧の{start}件目からのページを読めませんでした：{problem}",
        "The page of the listing from record {start} could not be read: {problem}",
        "取り込み元の負荷や障害が考えられます。時間をおいて、もう一度取り込んでください。この回は何も削除していません。",
        "The source may be busy or broken. Harvest again later. Nothing was withdrawn in this run.",
    ),
    Cause(
        "source-unreadable", "error",
        "取り込み元を読めません",
        "The source could not be read",
        "取り込み元を読めませんでした：{problem}",
        "The source could not be read: {problem}",
        "選んだ種類の取り込み元のアドレスか、ブラウザーで開けるかを確かめてください。",
        "Check that the address is that of a source of the chosen kind and opens in a browser.",
    ),
    Cause(
        "source-asks-to-wait", "note",
        "取り込み元が待つように求めている",
        "The source asks to wait",
        "取り込み元が、しばらく問い合わせないように求めました。{until}（日本時間）から自動で続けます。",
        "The source asked not to be called for a while. The harvest goes on by itself at {until} (Japan's time).",
        "何もする必要はありません。続くときは、取り込む時刻をずらすか、取り込み元の管理者に相談してください。",
        "Nothing has to be done. If it stays so, harvest at another time, or talk to the source's operator.",
    ),
    Cause(
        "source-turns-away", "warning",
        "取り込み元に断られた",
        "The source turned the harvest away",
        "問い合わせが多すぎるとして断られたようです（429・403）。{until}（日本時間）から自動で続けます。",
        "It seems there were too many requests (429, 403). The harvest goes on by itself at {until} (Japan's time).",
        "続くときは、設定の間隔（host_intervals）を長くするか、夜間だけ取り込むようにしてください。",
        "If it stays so, lengthen the interval (host_intervals), or harvest at night only.",
    ),
    Cause(
        "record-unreadable", "error",
        "読めなかったデータセット",
        "Datasets that could not be read",
        "レコードを読めませんでした：{problem}",
        "The record could not be read: {problem}",
        "取り込み元のデータセットの内容を、取り込み元の管理者に確かめてもらってください。他のデータセットは取り込んでいます。",
        "Ask the source's administrator to look at the dataset. The other datasets came through.",
    ),
    Cause(
        "record-refused", "error",
        "保存できなかったデータセット",
        "Datasets that could not be stored",
        "保存できませんでした（続けて{failures}回）：{problem}",
        "It could not be stored ({failures} times in a row): {problem}",
        "示された項目を取り込み元で直してもらうか、このポータルの入力規則をゆるめてください。次の取り込みでもう一度試し、失敗が続くと間をあけます。すぐに試すには「保留中」のページで「もう一度試す」を押します。",
        "Have the named field mended at the source, or relax this portal's rules. The next run tries again; after more failures it waits. “Try again” on the page “On hold” tries at once.",  # noqa: E501
    ),
    Cause(
        "record-held", "warning",
        "保留中のデータセット",
        "Datasets on hold",
        "続けて{failures}回保存できなかったので、{until}（日本時間）まで試しません。",
        "It could not be stored {failures} times in a row and is not tried until {until} (Japan time).",
        "取り込み元で内容が変わればすぐに試します。このポータルの側を直したときは、「保留中」のページで「もう一度試す」を押してください。",
        "It is tried at once when it changes at the source. After mending this portal, use “Try again” on “On hold”.",
    ),
    Cause(
        "record-missing", "note",
        "見当たらないデータセット",
        "Datasets that are missing",
        "取り込み元の一覧に見当たりません（{runs}回目）。{wanted_runs}回、{days}日続いたら取り下げます。",
        "It is missing from the source's listing (run {runs}); it goes after {wanted_runs} runs and {days} days.",
        "取り込み元が戻せば、何も変わりません。すぐに取り下げるには、取り込み元の設定を変えてください。",
        "If it comes back, nothing changes. To withdraw it at once, change the settings of the source.",
    ),
    Cause(
        "lock-source-changed", "note",
        "ここの値を残した項目",
        "Fields that kept their value here",
        "項目「{field}」は、取り込み元で変わりました：「{source}」。ここの値を残しています。",
        "The field “{field}” changed at the source: “{source}”. The value here was kept.",
        "データセットの「取り込み元との違い」で見くらべて、取り込み元の値にすることもできます。",
        "Compare the two under “Differences from the source” of the dataset; the source's can be taken with one click.",
    ),
    Cause(
        "list-row-unusable", "error",
        "一覧の使えない行",
        "Rows of the list that cannot be used",
        "{row}行目：{ja}",
        "Row {row}: {en}",
        "一覧のその行を直してもらってください。他の行は取り込んでいます。直ると、次の取り込みで入ります。",
        "Have that row of the list mended. The other rows came through; a mended row comes with the next run.",
    ),
    Cause(
        "list-cell-noted", "note",
        "一覧の書き方の問題",
        "Cells of the list that are not as they should be",
        "{row}行目（{cell}）：{ja}",
        "Row {row} ({cell}): {en}",
        "一覧のその列を直してもらってください。同じ列に同じ問題があるときは、はじめの行だけを示しています。",
        "Have the column mended. Where a column has the same problem in many rows, only the first is told.",
    ),
    Cause(
        "folder-files-missing", "error",
        "ファイルのないデータセット",
        "Datasets without files",
        "ページに、説明（YAML）の files（{patterns}）に合うファイルがありません。",
        "No file on the pages is like the description's files ({patterns}).",
        "名前が変わったのなら、説明の files を直してください。直すまで、いまのデータセットをそのまま残します。",
        "If the files were renamed, mend “files” in the description. Until then the dataset stays as it is.",
    ),
    Cause(
        "name-taken", "warning",
        "名前が他のデータセットと重なる",
        "Name already taken",
        "名前「{wanted}」は、この取り込み元のものではないデータセットが使っています。「{name}」として保存しました。",
        "The name “{wanted}” belongs to a dataset that this source did not create; stored as “{name}”.",
        "同じデータであれば、どちらかを削除してください。取り込みが手元のデータセットを上書きすることはありません。",
        "If both are the same data, delete one. A harvest never overwrites a dataset it did not create.",
    ),
    Cause(
        "identifier-taken", "warning",
        "識別子が他のデータセットと重なる",
        "Identifier already taken",
        "識別子「{remote_id}」は、この取り込み元のものではないデータセットと同じです。別のデータセットとして保存しました。",
        "The identifier “{remote_id}” is that of a dataset this source did not create; stored as another dataset.",
        "同じデータであれば、どちらかを削除してください。",
        "If both are the same data, delete one.",
    ),
    Cause(
        "organization-taken", "warning",
        "組織名が他の組織と重なる",
        "Organization name already taken",
        "組織名「{wanted}」は、この取り込みで作ったものではない組織が使っています。「{name}」として作りました。",
        "The organization name “{wanted}” belongs to one that was not made by this harvest; made as “{name}”.",
        "同じ団体であれば、取り込み元の設定の「組織の対応」に書いてください。",
        "If both are the same body, say so under “organizations” in the source's settings.",
    ),
    Cause(
        "organization-code-unknown", "note",
        "自治体コードの分からない組織",
        "Organizations without a known code",
        "組織「{title}」（{name}）の全国地方公共団体コードは分かりませんでした。",
        "The local government code of the organization “{title}” ({name}) is not known.",
        "自治体の組織であれば、組織の編集画面でコードを入れてください。部局などコードのない組織はそのままで構いません。",
        "If it is a municipality, enter its code on the organization's page. A bureau has none.",
    ),
    Cause(
        "organization-code-disagrees", "warning",
        "自治体コードと名前が合わない組織",
        "Organizations whose code and name disagree",
        "組織「{title}」（{name}）の名前に含まれるコード{code}は{found}のものです。コードは空のままにしました。",
        "The code {code} in the organization “{title}” ({name}) is that of {found}; the code was left empty.",
        "正しいコードを組織の編集画面で入れてください。",
        "Enter the right code on the organization's page.",
    ),
    Cause(
        "private-skipped", "note",
        "取り込み元で非公開",
        "Private at the source",
        "取り込み元で非公開のデータセットなので、公開しませんでした。",
        "The dataset is private at the source and was not published.",
        "公開してよいものであれば、取り込み元で公開に変えてもらってください。",
        "If it may be public, have it made public at the source.",
    ),
    Cause(
        "duplicate-record", "warning",
        "一覧に2度現れたデータセット",
        "Listed twice",
        "同じデータセットが一覧に2度現れました。最初のものを使いました。",
        "The dataset is listed twice; the first one was used.",
        "一覧を読んでいる間に取り込み元が変わったと考えられます。次の取り込みで確かめられます。",
        "The source probably changed while being read; the next run will tell.",
    ),
    Cause(
        "listing-incomplete", "warning",
        "一覧をすべて読めませんでした",
        "The listing was not read whole",
        "一覧をすべて読めなかったので、見当たらない{vanished}件を削除しませんでした。",
        "The listing was not read whole, so the {vanished} datasets not found were not withdrawn.",
        "もう一度取り込んでください。すべて読めたときに整理します。",
        "Harvest again; they are dealt with once the listing is read whole.",
    ),
    Cause(
        "listing-empty", "error",
        "一覧が空でした",
        "The listing is empty",
        "取り込み元の一覧が空でした。{vanished}件を削除せずに止まりました。",
        "The source's listing is empty. Stopped without withdrawing {vanished} datasets.",
        "取り込み元の障害や移転が考えられます。取り込み元の「概要」で、取り下げるか残すかを選べます。",
        "The source may be broken or have moved. Its dashboard asks whether the datasets may go or stay.",
    ),
    Cause(
        "loss-too-large", "error",
        "一度に消えた数が多すぎます",
        "Too many datasets gone at once",
        "知っている{known}件のうち{vanished}件が一覧から消えています。設定の割合（{share}）を超えるので、削除せずに止まりました。",
        "{vanished} of {known} known datasets are gone from the listing, more than the set share ({share}). Nothing was withdrawn.",  # noqa: E501
        "取り込み元に確かめてください。取り込み元の「概要」で、今回のものを取り下げるか残すかを選べます。",
        "Ask the source. Its dashboard asks whether these datasets may go or stay.",
    ),
    Cause(
        "identifier-missing", "note",
        "識別子がない",
        "No identifier",
        "識別子がないので、代わりのもの（{used}）で見分けます。",
        "There is no identifier; the dataset is recognised by something else ({used}).",
        "それが取り込み元で変わると、別のデータセットとして取り込み直されます。取り込み元で識別子を付けてもらってください。",
        "When that changes at the source, it comes in as another dataset. Have identifiers given at the source.",
    ),
    Cause(
        "title-missing", "note",
        "タイトルがない",
        "No title",
        "タイトルがありません。「{used}」を使いました。",
        "There is no title; “{used}” was used.",
        "取り込み元でタイトルを付けてもらってください。",
        "Have a title given at the source.",
    ),
    Cause(
        "text-cut", "note",
        "長すぎる項目",
        "Text too long",
        "項目「{field}」が長すぎるので、{limit}文字で切りました。",
        "The field “{field}” is too long and was cut at {limit} characters.",
        "取り込み元で短くしてもらってください。",
        "Have it shortened at the source.",
    ),
    Cause(
        "name-changed", "note",
        "URLに使えない名前",
        "Names that cannot be part of a URL",
        "名前「{remote}」はURLに使えないので、「{used}」に変えました。",
        "The name “{remote}” cannot be part of a URL; “{used}” was used.",
        "そのままで構いません。",
        "Nothing needs to be done.",
    ),
    Cause(
        "tag-changed", "note",
        "使えないキーワード",
        "Tags that were changed",
        "キーワード「{tag}」を「{used}」に変えました。",
        "The tag “{tag}” was changed to “{used}”.",
        "記号を含むキーワードや1文字のキーワードは使えません。そのままで構いません。",
        "Tags with symbols or of one character are not possible. Nothing needs to be done.",
    ),
    Cause(
        "license-unmapped", "note",
        "一覧にないライセンス",
        "Licences not on the list",
        "ライセンス「{license}」は、このポータルの一覧にありません。そのまま残しました。",
        "The licence “{license}” is not on this portal's list; it was kept as it is.",
        "よく現れるものであれば、ライセンスの一覧に加えてください。",
        "If it is common, add it to the list of licences.",
    ),
    Cause(
        "link-refused", "warning",
        "使えないリンク",
        "Links that were not used",
        "リンク「{url}」は http でも https でもないので、使いませんでした。",
        "The link “{url}” is neither http nor https and was not used.",
        "取り込み元でURLを直してもらってください。",
        "Have the URL mended at the source.",
    ),
    Cause(
        "date-unreadable", "note",
        "読めない日付",
        "Dates that could not be read",
        "項目「{field}」の日付「{value}」を読めないので、空にしました。",
        "The date “{value}” of “{field}” could not be read and was left empty.",
        "取り込み元で日付を直してもらってください。",
        "Have the date mended at the source.",
    ),
    Cause(
        "index-failed", "error",
        "検索に載せられませんでした",
        "Not indexed for search",
        "検索の索引に載せられませんでした：{problem}",
        "It could not be indexed for search: {problem}",
        "検索サーバー（Solr）が動いているかを確かめて、もう一度取り込んでください。続きから載せ直します。",
        "Check that the search server (Solr) is running and harvest again; indexing goes on from there.",
    ),
    Cause(
        "interrupted", "error",
        "途中で止まりました",
        "The run stopped",
        "思わぬ問題で止まりました：{problem}",
        "The run stopped on an unexpected problem: {problem}",
        "もう一度取り込むと、続きから進みます。繰り返すときは、この文を添えてシステムの管理者に伝えてください。",
        "Harvest again and it goes on from there. If it happens again, give this text to the system's administrator.",
    ),
]  # fmt: skip

CAUSES: dict[str, Cause] = {cause.slug: cause for cause in _ALL}
