"""The data model's table of contents, in the order of the flow."""

from mdm.access.models import Answer, ApiClient
from mdm.acquire.models import Batch, Reject, SourceMapping, SourceRecord, SourceSystem, SourceVersion
from mdm.acquire.sent.models import SentFile, SentPiece
from mdm.catalogue.models import AttributeDefinition, CatalogueVersion
from mdm.cleanse.models import CleanRecord
from mdm.editions.models import Edition
from mdm.grade.deliveries.models import BatchQuality, HeldPiece, SourceWatch
from mdm.grade.due.models import TouchedRecord
from mdm.grade.models import (
    GoldenQuality,
    QualityOutcome,
    QualityResult,
    QualityRule,
    ReferenceEntry,
    ReferenceList,
    ReferenceVersion,
    SharedValue,
    SharingLimit,
)
from mdm.grade.scorecards.models import Consolidated, CostRate, EntryCount, QualityRun, Scorecard, ScorecardLine
from mdm.grade.sharing.models import SharedHolder
from mdm.jobs.models import Chunk, Job
from mdm.ledger.models import History, LedgerEntry
from mdm.match.models import (
    BlockingKey,
    CandidatePair,
    Comparison,
    DueRecord,
    MatchModel,
    MatchState,
    UnmatchedRecord,
)
from mdm.match.runs.models import DrawnPair, ModelRun
from mdm.match.shadow.models import ShadowLink, ShadowPair
from mdm.resolve.models import Entity, Judgement, Membership, RegroupSeed
from mdm.resolve.shadow.models import ShadowFinding, ShadowMember, ShadowQuestion
from mdm.steward.pins.models import Pin
from mdm.steward.proposals.models import Proposal
from mdm.steward.requests.models import ApprovalRule, ChangeRequest, RequestComment
from mdm.steward.sampling.models import SampledPair
from mdm.steward.worklist.models import DeskMeasure, DeskRule, ItemComment, ReviewItem, SecondReview
from mdm.survive.models import GoldenRecord, GoldenVersion, NameWord, StreetWord, SurvivorshipPolicy
from mdm.syndicate.models import Change, ProfileView
from mdm.syndicate.webhooks.models import Delivery, Subscription
from mdm.understand.models import Consent, ConsentVersion, Interaction, Relationship
from mdm.understand.terms.models import Channel, Purpose, RelationshipType

__all__ = [
    "Answer",
    "ApiClient",
    "ApprovalRule",
    "AttributeDefinition",
    "Batch",
    "BatchQuality",
    "BlockingKey",
    "CandidatePair",
    "CatalogueVersion",
    "Change",
    "ChangeRequest",
    "Channel",
    "Chunk",
    "CleanRecord",
    "Comparison",
    "Consent",
    "ConsentVersion",
    "Consolidated",
    "CostRate",
    "Delivery",
    "DeskMeasure",
    "DeskRule",
    "DrawnPair",
    "DueRecord",
    "Edition",
    "Entity",
    "EntryCount",
    "GoldenQuality",
    "GoldenRecord",
    "GoldenVersion",
    "HeldPiece",
    "History",
    "Interaction",
    "ItemComment",
    "Job",
    "Judgement",
    "LedgerEntry",
    "MatchModel",
    "MatchState",
    "Membership",
    "ModelRun",
    "NameWord",
    "Pin",
    "ProfileView",
    "Proposal",
    "Purpose",
    "QualityOutcome",
    "QualityResult",
    "QualityRule",
    "QualityRun",
    "ReferenceEntry",
    "ReferenceList",
    "ReferenceVersion",
    "RegroupSeed",
    "Reject",
    "Relationship",
    "RelationshipType",
    "RequestComment",
    "ReviewItem",
    "SampledPair",
    "Scorecard",
    "ScorecardLine",
    "SecondReview",
    "SentFile",
    "SentPiece",
    "ShadowFinding",
    "ShadowLink",
    "ShadowMember",
    "ShadowPair",
    "ShadowQuestion",
    "SharedHolder",
    "SharedValue",
    "SharingLimit",
    "SourceMapping",
    "SourceRecord",
    "SourceSystem",
    "SourceVersion",
    "SourceWatch",
    "StreetWord",
    "Subscription",
    "SurvivorshipPolicy",
    "TouchedRecord",
    "UnmatchedRecord",
]
