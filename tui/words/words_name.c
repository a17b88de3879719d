/* Values of enumerations as people read them. In English they are the words of the lists. */
#include "tui/words/words_name.h"

#include <string.h>

#include "tui/base/locale.h"

const char *kind_name(enum resource_kind kind)
{
	switch (kind) {
	case KIND_LAB: return _("lab");
	case KIND_BASE: return _("base");
	case KIND_ROOM: return _("room");
	case KIND_EQUIPMENT: return _("equipment");
	case KIND_TEACHER: return _("teacher");
	case KIND_CLASS: return _("class");
	}
	return "";
}

const char *mode_name(enum resource_mode mode)
{
	switch (mode) {
	case MODE_EXCLUSIVE: return _("exclusive");
	case MODE_SHARED: return _("shared");
	}
	return "";
}

const char *approval_name(enum approval approval)
{
	switch (approval) {
	case APPROVAL_NONE: return C_("approval", "none");
	case APPROVAL_OWNER: return C_("approval", "owner");
	case APPROVAL_OWNER_COORDINATOR: return C_("approval", "owner+coordinator");
	}
	return "";
}

const char *sharing_name(enum sharing sharing)
{
	switch (sharing) {
	case SHARING_OWNER: return C_("sharing", "owner");
	case SHARING_CONSORTIUM: return C_("sharing", "consortium");
	case SHARING_PUBLIC: return C_("sharing", "public");
	}
	return "";
}

const char *state_name(enum booking_state state)
{
	switch (state) {
	case STATE_BOOKED: return _("booked");
	case STATE_CANCELLED: return _("cancelled");
	case STATE_REQUESTED: return C_("state", "requested");
	case STATE_DECLINED: return C_("state", "declined");
	case STATE_LAPSED: return C_("state", "lapsed");
	case STATE_WAITING: return C_("state", "waiting");
	case STATE_USED: return C_("state", "used");
	case STATE_NOSHOW: return C_("state", "no-show");
	}
	return "";
}

const char *purpose_name(enum purpose_class class)
{
	switch (class) {
	case PURPOSE_TEACHING: return C_("class", "teaching");
	case PURPOSE_RESEARCH: return C_("class", "research");
	case PURPOSE_SERVICE: return C_("class", "service");
	case PURPOSE_TRAINING: return C_("class", "training");
	case PURPOSE_COMPETITION: return C_("class", "competition");
	case PURPOSE_MAINTENANCE: return C_("class", "maintenance");
	default: return "";
	}
}

const char *role_name(enum person_role role)
{
	switch (role) {
	case ROLE_VIEWER: return _("viewer");
	case ROLE_REQUESTER: return _("requester");
	case ROLE_ADMINISTRATOR: return _("administrator");
	case ROLE_COORDINATOR: return _("coordinator");
	case ROLE_AUDITOR: return _("auditor");
	case ROLE_APPROVER: return _("approver");
	case ROLE_EXPERT: return _("expert");
	}
	return "";
}

const char *list_name(const struct list_kind *kind)
{
	static const char *const names[] = {
		NC_("list", "institutions"), NC_("list", "campuses"),
		NC_("list", "travel"),       NC_("list", "resources"),
		NC_("list", "people"),       NC_("list", "terms"),
		NC_("list", "periods"),      NC_("list", "days"),
		NC_("list", "closures"),     NC_("list", "bookings"),
		NC_("list", "series"),       NC_("list", "timetable"),
		NC_("list", "ics"),          NC_("list", "grants"),
		NC_("list", "rules"),        NC_("list", "qualifications"),
		NC_("list", "clusters"),     NC_("list", "owners"),
		NC_("list", "agreements"),   NC_("list", "events"),
		NC_("list", "students"),     NC_("list", "employees"),
		NC_("list", "figures"),
	};
	const char *word = list_kind_word(kind);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], word) == 0)
			return locale_text("list", names[i]);
	return word;
}
