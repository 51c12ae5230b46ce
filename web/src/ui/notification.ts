export { Notification } from 'suomifi-ui-components'
