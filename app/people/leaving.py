"""What somebody leaves behind: posts, points, pets; asked about, never dropped in silence.

A further sort of open matter is one more entry in `MATTERS`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused
from db.models import Account, Household, Pet, Resident

ASK, KEEP, END = "ask", "keep", "end"
_TO = "to:"


class Leaving:
    """What becomes of each sort of open matter, by its key; what is not said is asked about.

    `Leaving(posts="end", account="keep")`. Answers are those that `Asked.ways` offers; `end`
    hands pets over to whom the household knows best.
    """

    def __init__(self, posts: str = ASK, account: str = ASK, **more: str) -> None:
        self.answers = {"posts": posts, "account": account, **more}

    def of(self, key: str) -> str:
        """The answer for a sort of matter; `ask` while there is none."""
        return self.answers.get(key, ASK)


@dataclass(frozen=True, slots=True)
class Going:
    """Who goes on which day and why, and what is empty afterwards.

    `reason` is that of the end of a post. `people` go to the door `dwelling`, or leave the
    neighbourhood if it is None. `household` or `shop` is nobody's any more, for the reason
    `emptied`; what it holds may pass to the household `into`. `behind` stay where they are.
    """

    on: dt.date
    reason: str
    people: tuple[int, ...] = ()
    dwelling: int | None = None
    household: int | None = None
    shop: int | None = None
    emptied: str = ""
    into: int | None = None
    behind: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """An open matter: what there is, and the ways to go on as (answer, words).

    `refusal` says that it stands in the way, `unanswered` that nothing was chosen yet.
    """

    key: str
    title: str
    there: tuple[str, ...]
    ways: tuple[tuple[str, str], ...]
    refusal: str
    unanswered: str


class StillOpen(Refused):
    """Matters that nobody said anything about stand in the way."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = tuple(asked)
        super().__init__("".join(one.refusal for one in self.asked))


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of the open matters: the sorts that stay open, and what is to be said."""

    kept: frozenset[str]
    warnings: tuple[str, ...]


class Matter(Protocol):
    """One sort of thing that may be open when somebody goes."""

    key: str

    def asked(self, session: Session, going: Going, /) -> Asked | None:
        """What is open and has to be asked about; None if there is nothing."""

    def settle(self, book: Book, session: Session, going: Going, answer: str, /) -> str:
        """Do what was answered (`ask` where nothing had to be); returns what is to be said."""


class _Posts:
    """任职: inside the neighbourhood only the posts of a 楼组 that somebody leaves are open."""

    key = "posts"

    def _open(self, session: Session, going: Going) -> dict[int, str]:
        from app.leaders.terms import posts_of_people, posts_of_shop

        if going.shop is not None:
            return posts_of_shop(session, going.shop, going.on)
        if not going.people:
            return {}
        if going.dwelling is None:
            return posts_of_people(session, going.people, going.on)
        return posts_of_people(session, going.people, going.on, away_from=going.dwelling)

    def asked(self, session: Session, going: Going, /) -> Asked | None:
        posts = self._open(session, going)
        if not posts:
            return None
        return Asked(
            self.key,
            "还有任职",
            tuple(posts.values()),
            ((END, "同时办理离任"), (KEEP, "任职先保留")),
            f"还有任职没有结束：{'、'.join(posts.values())}。请先办理离任，或选择同时离任。",
            "还有任职没有结束，请选择同时离任，或先保留",
        )

    def settle(self, book: Book, session: Session, going: Going, answer: str, /) -> str:
        from app.leaders.terms import end_posts

        if answer == END:
            end_posts(book, session, list(self._open(session, going)), going.on, going.reason)
        return ""


class _Accounts:
    """积分账户 of the household or shop that is nobody's any more."""

    key = "account"

    def _open(self, session: Session, going: Going) -> Sequence[Account]:
        if going.shop is None and going.household is None:
            return ()
        holder = (
            Account.shop_id == going.shop
            if going.shop is not None
            else Account.household_id == going.household
        )
        return session.scalars(
            select(Account).where(holder, Account.closed_on.is_(None)).order_by(Account.id)
        ).all()

    def _taken(self, session: Session, going: Going) -> frozenset[int]:
        # A household has one open account of a rule set: a second one can only be closed.
        if going.into is None:
            return frozenset()
        held = select(Account.rule_set_id).where(
            Account.household_id == going.into, Account.closed_on.is_(None)
        )
        return frozenset(session.scalars(held))

    def asked(self, session: Session, going: Going, /) -> Asked | None:
        taken = self._taken(session, going)
        accounts = [one for one in self._open(session, going) if one.rule_set_id not in taken]
        if not accounts:
            return None
        whose = "这家商铺" if going.shop is not None else "这一户"
        keep = "账户先保留" if going.into is None else "账户和积分转到并入的户"
        kept = "保留账户" if going.into is None else "转到并入的户"
        return Asked(
            self.key,
            "还有积分账户",
            tuple(f"开户 {one.opened_on}" for one in accounts),
            ((END, "同时销户"), (KEEP, keep)),
            f"{whose}还有积分账户。请选择{kept}，或同时销户。",
            "还有积分账户，请选择同时销户，或先保留"
            if going.into is None
            else "还有积分账户，请选择同时销户，或转到并入的户",
        )

    def settle(self, book: Book, session: Session, going: Going, answer: str, /) -> str:
        from app.pledge.accounts import close_account

        taken = self._taken(session, going)
        said = ""
        for account in self._open(session, going):
            closed = max(going.on, account.opened_on)
            if account.rule_set_id in taken:
                close_account(book, account.id, closed_on=closed, reason=going.emptied)
                said = "并入的户已有积分账户，原户的账户已同时销户。"
            elif answer == END:
                close_account(book, account.id, closed_on=closed, reason=going.emptied)
            elif answer == KEEP and going.into is not None:
                account.household_id = going.into
        return said


class _Pets:
    """宠物 of those who leave the neighbourhood; inside it they go along with their owner."""

    key = "pets"

    def _open(self, session: Session, going: Going) -> Sequence[Pet]:
        return session.scalars(
            select(Pet)
            .where(Pet.owner_resident_id.in_(going.people), Pet.status == "kept")
            .order_by(Pet.id)
        ).all()

    def _heirs(self, session: Session, going: Going) -> Sequence[Resident]:
        found = session.scalars(
            select(Resident).where(Resident.id.in_(going.behind)).order_by(Resident.id)
        ).all()
        return sorted(found, key=lambda one: one.relation_to_head != "户主")

    def asked(self, session: Session, going: Going, /) -> Asked | None:
        pets = self._open(session, going) if going.dwelling is None else ()
        heirs = self._heirs(session, going)
        if not pets or not heirs:
            return None
        stay = "先保留在原主人名下" if going.reason == "去世" else "随主人迁走"
        named = "、".join(pet.name or pet.species for pet in pets)
        return Asked(
            self.key,
            "还有宠物",
            tuple(_pet_words(pet) for pet in pets),
            (
                *((f"{_TO}{one.id}", f"过户给{_known_as(one)}") for one in heirs),
                (KEEP, stay),
            ),
            f"名下还有宠物：{named}。请选择过户给同户成员，或{stay}。",
            f"名下还有宠物，请选择过户给谁，或{stay}",
        )

    def settle(self, _book: Book, session: Session, going: Going, answer: str, /) -> str:
        pets = self._open(session, going) if going.dwelling is None else ()
        if not pets:
            return ""
        heirs = self._heirs(session, going)
        wanted = answer.removeprefix(_TO)
        heir = next((one for one in heirs if str(one.id) == wanted), None)
        if answer == END and heirs:
            heir = heirs[0]
        if heir is not None:
            for pet in pets:
                pet.owner_resident_id = heir.id
                pet.household_id = heir.household_id
            return ""
        if going.reason == "去世":
            return f"名下还有宠物 {len(pets)} 只，请在宠物登记里核对去向。"
        return f"名下的宠物 {len(pets)} 只随主人迁走。"


def _pet_words(pet: Pet) -> str:
    return " · ".join(part for part in (pet.name, pet.breed or pet.species) if part)


def _known_as(person: Resident) -> str:
    relation = f"（{person.relation_to_head}）" if person.relation_to_head else ""
    return f"{person.full_name}{relation}"


class _Candidacies:
    """候选: told, not asked about; what becomes of it is for the round to say."""

    key = "candidacies"

    def asked(self, _session: Session, _going: Going, /) -> Asked | None:
        return None

    def settle(self, _book: Book, session: Session, going: Going, _answer: str, /) -> str:
        from app.leaders.rounds.standing import candidacies_of, candidacies_of_shop

        if going.shop is not None:
            standing = candidacies_of_shop(session, going.shop)
        else:
            standing = candidacies_of(session, going.people) if going.dwelling is None else []
        if not standing:
            return ""
        return f"{'、'.join(standing)}，请到“推选换届”里核对。"


MATTERS: tuple[Matter, ...] = (_Posts(), _Accounts(), _Pets(), _Candidacies())
"""Every sort of open matter, in the order in which it is asked about."""


def open_matters(session: Session, going: Going) -> tuple[Asked, ...]:
    """What is open and has to be asked about."""
    asked = (matter.asked(session, going) for matter in MATTERS)
    return tuple(one for one in asked if one is not None)


def settle(book: Book, session: Session, going: Going, choice: Leaving | None) -> Settled:
    """Do with every open matter what was chosen; raises StillOpen naming what was not."""
    said = choice or Leaving()
    asked = {one.key: one for one in open_matters(session, going)}
    unsaid = [one for one in asked.values() if said.of(one.key) == ASK]
    if unsaid:
        raise StillOpen(unsaid)
    for key, one in asked.items():
        if said.of(key) not in {END, *(way for way, _ in one.ways)}:
            raise ValueError(f"nobody offered {said.of(key)} for {key}")
    warnings = [
        matter.settle(book, session, going, said.of(matter.key) if matter.key in asked else ASK)
        for matter in MATTERS
    ]
    session.flush()
    kept = frozenset(key for key in asked if said.of(key) == KEEP)
    return Settled(kept, tuple(one for one in warnings if one))


def asked_of(book: Book, going: Callable[[Session], Going]) -> tuple[Asked, ...]:
    """What would have to be asked about, for a form to show beforehand."""
    with book.read() as session:
        return open_matters(session, going(session))


def bring_pets(session: Session, people: Sequence[int], household: int | None) -> None:
    """Pets live where their owners do."""
    for pet in session.scalars(select(Pet).where(Pet.owner_resident_id.in_(people))):
        if pet.household_id != household:
            pet.household_id = household


def dwelling_of(session: Session, household_id: int | None) -> int | None:
    """The door of a household; None without one."""
    if household_id is None:
        return None
    return session.scalar(select(Household.dwelling_id).where(Household.id == household_id))


def account_stays(
    book: Book,
    session: Session,
    holder: Literal["household", "shop"],
    holder_id: int,
    *,
    on: dt.date,
    reason: str,
    choice: Leaving,
) -> bool:
    """Settle the open account of a holder alone; tells whether one stays open."""
    household, shop = (holder_id, None) if holder == "household" else (None, holder_id)
    going = Going(on, reason, household=household, shop=shop, emptied=reason)
    return "account" in settle(book, session, going, choice).kept
