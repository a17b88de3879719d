/* Values of enumerations as people read them. */
#include "tui/words/words_name.h"

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
	case APPROVAL_NONE: return _("none");
	case APPROVAL_OWNER: return _("by the owner");
	case APPROVAL_OWNER_COORDINATOR: return _("by owner and coordinator");
	}
	return "";
}

const char *sharing_name(enum sharing sharing)
{
	switch (sharing) {
	case SHARING_OWNER: return _("owner");
	case SHARING_CONSORTIUM: return _("consortium");
	case SHARING_PUBLIC: return _("public");
	}
	return "";
}

const char *state_name(enum booking_state state)
{
	switch (state) {
	case STATE_BOOKED: return _("booked");
	case STATE_CANCELLED: return _("cancelled");
	}
	return "";
}

const char *role_name(enum person_role role)
{
	switch (role) {
	case ROLE_VIEWER: return _("viewer");
	case ROLE_REQUESTER: return _("requester");
	case ROLE_ADMINISTRATOR: return _("administrator");
	case ROLE_COORDINATOR: return _("coordinator");
	case ROLE_AUDITOR: return _("auditor");
	}
	return "";
}
