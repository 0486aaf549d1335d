namespace BuyingGroups.Storage;

/// <summary>The reasons of <see cref="PreconditionFailedException"/>. Callers branch on them, so they never change.</summary>
public static class PreconditionReasons
{
    /// <summary>The most roles that there may be exist already.</summary>
    public const string TooManyRoles = "TOO_MANY_ROLES";

    /// <summary>The six default roles can't be changed.</summary>
    public const string DefaultRole = "DEFAULT_ROLE";

    /// <summary>A role template uses the role.</summary>
    public const string RoleInUse = "ROLE_IN_USE";

    /// <summary>Only a draft template can be edited, deleted and published.</summary>
    public const string TemplateNotDraft = "TEMPLATE_NOT_DRAFT";

    /// <summary>A template needs at least one role before it goes live.</summary>
    public const string TemplateWithoutRoles = "TEMPLATE_WITHOUT_ROLES";

    /// <summary>A role that is assigned automatically needs a condition before its template goes live.</summary>
    public const string AutoAssignWithoutCondition = "AUTO_ASSIGN_WITHOUT_CONDITION";

    /// <summary>A condition names the attribute.</summary>
    public const string AttributeInUse = "ATTRIBUTE_IN_USE";

    /// <summary>A solution interest needs a live template.</summary>
    public const string TemplateNotLive = "TEMPLATE_NOT_LIVE";

    /// <summary>Only a draft scoring model can be edited and activated.</summary>
    public const string ScoringModelNotDraft = "SCORING_MODEL_NOT_DRAFT";

    /// <summary>Only a custom activity type can be removed from a model.</summary>
    public const string ActivityTypeNotCustom = "ACTIVITY_TYPE_NOT_CUSTOM";

    /// <summary>All 65,535 codes of activity types are in use.</summary>
    public const string TooManyActivityTypes = "TOO_MANY_ACTIVITY_TYPES";

    /// <summary>Only a draft stage model can be edited and published.</summary>
    public const string StageModelNotDraft = "STAGE_MODEL_NOT_DRAFT";

    /// <summary>A solution interest uses the stage model.</summary>
    public const string StageModelInUse = "STAGE_MODEL_IN_USE";

    /// <summary>A solution interest needs a live stage model.</summary>
    public const string StageModelNotLive = "STAGE_MODEL_NOT_LIVE";

    /// <summary>The stage model can't be replaced while groups are at its stages.</summary>
    public const string StagesInUse = "STAGES_IN_USE";

    /// <summary>The solution interest has buying groups.</summary>
    public const string SolutionInterestInUse = "SOLUTION_INTEREST_IN_USE";

    /// <summary>The most custom attributes that there may be exist already.</summary>
    public const string TooManyAttributes = "TOO_MANY_ATTRIBUTES";

    /// <summary>Only a job that has ended can be deleted.</summary>
    public const string JobActive = "JOB_ACTIVE";

    /// <summary>The audience has no list of accounts, so none can be loaded.</summary>
    public const string AudienceWithoutList = "AUDIENCE_WITHOUT_LIST";

    /// <summary>Creation jobs use the audience.</summary>
    public const string AudienceInUse = "AUDIENCE_IN_USE";
}
