using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Storage.Sql.Invalidations;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>The completeness settings of live templates, the only part of them that can change.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The server's clock, for the times of changes.</param>
public sealed class CompletenessSettingsStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement Touch = new("""
        UPDATE role_template
        SET revision = revision + 1, updated_at = @now, updated_by = @author
        WHERE id = @id
        """);

    /// <summary>
    /// Changes the completeness settings of roles of a live template, and starts a job that recomputes the completeness of its groups.
    /// </summary>
    /// <param name="id">The template's id.</param>
    /// <param name="etag">The etag that the caller read; empty skips the check.</param>
    /// <param name="settings">Settings of roles of the template, each role at most once. Other roles keep theirs.</param>
    /// <param name="author">The author of the change.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The changed template, and the job. A job of the template that hasn't ended begins anew.</returns>
    /// <exception cref="ResourceNotFoundException">There is no role template with this id.</exception>
    /// <exception cref="EtagMismatchException">The etag isn't the current one: the role template has changed.</exception>
    /// <exception cref="PreconditionFailedException">The role template is a draft.</exception>
    /// <exception cref="ReferenceNotFoundException">
    /// A role isn't in the template; the field is named like <c>settings[2].role_id</c>.
    /// </exception>
    public Task<(RoleTemplate Template, JobId Job)> UpdateAsync(
        RoleTemplateId id, string etag, IReadOnlyList<CompletenessSetting> settings, string author, CancellationToken cancellationToken =
            default) =>
        database.WriteAsync(
            async session =>
            {
                var template = await RoleTemplateStore.LockAsync(session, id, etag);
                if (template.Status != DefinitionStatus.Live)
                {
                    throw new PreconditionFailedException(
                        PreconditionReasons.TemplateNotLive, id.Value,
                        "The role template is a draft: change its roles with UpdateRoleTemplate.");
                }

                foreach (var (index, setting) in settings.Index())
                {
                    if (template.Roles.All(role => role.RoleId != setting.RoleId))
                    {
                        throw new ReferenceNotFoundException($"settings[{index}].role_id", ResourceTypes.Role, setting.RoleId.Value);
                    }
                }

                await TemplateRoles.UpdateCompletenessAsync(session, id, settings);
                var now = Instant.Now(time);
                await session.ExecuteAsync(Touch, new { id = id.Value, now, author });
                // Rosters carry the settings.
                session.Invalidate(now, new Invalidation(InvalidationKind.AllGroups, ""));
                var job = await JobRows.AddOrRestartAsync(session, new NewJob(JobType.Completeness, RoleTemplateId: id), author, time);
                return (await RoleTemplateStore.ReadAsync(session, id), job);
            },
            cancellationToken);
}
